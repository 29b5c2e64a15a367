"""Numbers follow each other without a gap, whatever is rolled back and however many ask at once."""

import multiprocessing
from datetime import UTC, date, datetime
from functools import partial

import pytest
from sqlalchemy import create_engine, select, text

from app import database
from app.access.identity import System, acting_as
from app.database import commit
from app.models.clock import frozen
from app.models.numbering import (
    DateBeforeLast,
    NumberingBusy,
    Series,
    SeriesStarted,
    continue_after,
    last_number,
    number,
)
from tests.models.specimens import Forge

INVOICES = Series("invoice", "FA{year}-{number:06d}", chronological=True)
FREE = Series("free", "N{number}")


def draft(db):
    made = Forge(name=f"Atelier {datetime.now(UTC).timestamp()} {id(object())}")
    db.add(made)
    return made


def numbered(db, series=INVOICES, on=None):
    made = draft(db)
    number(made, "memo", series, on=on)
    commit()
    return made.memo


@pytest.fixture(autouse=True)
def in_november():
    with frozen(datetime(2026, 11, 21, 12, tzinfo=UTC)) as clock:
        yield clock


def test_numbers_follow_each_other(db, system):
    assert [numbered(db) for _ in range(3)] == ["FA2026-000001", "FA2026-000002", "FA2026-000003"]


def test_a_number_is_taken_at_the_end_of_the_transaction_only(db, system):
    made = draft(db)
    number(made, "memo", INVOICES)
    db.flush()
    assert made.memo is None
    commit()
    assert made.memo == "FA2026-000001"


def test_each_year_starts_again_at_one_by_the_day_of_paris(db, system, in_november):
    assert numbered(db) == "FA2026-000001"
    in_november.set(datetime(2026, 12, 31, 23, 30, tzinfo=UTC))
    assert numbered(db) == "FA2027-000001"


def test_each_operator_has_its_own_numbers(db, system):
    continue_after(INVOICES, 41, year=2026, operator_id=2)
    assert numbered(db) == "FA2026-000001"


def test_a_series_continues_a_previous_system(db, system):
    continue_after(INVOICES, 1240, year=2026)
    assert numbered(db) == "FA2026-001241"


def test_a_series_that_started_is_not_declared_again(db, system):
    numbered(db)
    with pytest.raises(SeriesStarted):
        continue_after(INVOICES, 1240, year=2026)


def test_a_number_given_back_by_a_rollback_is_taken_by_the_next(db, system):
    numbered(db)
    number(draft(db), "memo", INVOICES)
    db.rollback()
    assert numbered(db) == "FA2026-000002"


def test_what_a_savepoint_undoes_takes_no_number(db, system):
    savepoint = db.begin_nested()
    number(draft(db), "memo", INVOICES)
    savepoint.rollback()
    commit()
    assert numbered(db) == "FA2026-000001"


def test_dates_never_go_back_in_a_chronological_series(db, system):
    numbered(db, on=date(2026, 11, 21))
    numbered(db, on=date(2026, 11, 21))
    with pytest.raises(DateBeforeLast) as refusal:
        numbered(db, on=date(2026, 11, 20))
    assert refusal.value.message == "La série « invoice » a déjà un numéro à une date postérieure au 20/11/2026."


def test_another_series_does_not_mind_dates(db, system):
    assert [numbered(db, FREE, on=date(2026, 11, day)) for day in (21, 20)] == ["N1", "N2"]


def test_documents_of_one_transaction_are_numbered_by_date(db, system):
    late, early = draft(db), draft(db)
    number(late, "memo", INVOICES, on=date(2026, 11, 21))
    number(early, "memo", INVOICES, on=date(2026, 11, 20))
    commit()
    assert (early.memo, late.memo) == ("FA2026-000001", "FA2026-000002")


def test_a_record_takes_one_number(db, system):
    made = draft(db)
    number(made, "memo", INVOICES)
    commit()
    with pytest.raises(ValueError, match="already"):
        number(made, "memo", INVOICES)


def test_who_asks_is_told_the_place_while_the_series_is_held(db, system):
    """What is set then is written with the number, in one statement; the next of the series may read it."""
    first, second = draft(db), draft(db)
    told = []

    def tell(made, place):
        told.append((made.memo, place, db.scalar(select(Forge.memo).where(Forge.id == first.id))))
        made.name = f"Atelier {place}"

    for made in (first, second):
        number(made, "memo", FREE, then=partial(tell, made))
    commit()
    assert told == [("N1", 1, None), ("N2", 2, "N1")]
    assert (first.name, second.name) == ("Atelier 1", "Atelier 2")


def test_the_last_number_of_a_series_is_known(db, system):
    assert last_number(INVOICES, year=2026) == 0
    numbered(db)
    assert last_number(INVOICES, year=2026) == 1
    assert last_number(INVOICES, year=2026, operator_id=2) == last_number(INVOICES, year=2025) == 0


def test_a_number_costs_one_statement(db, system, count_queries):
    made = draft(db)
    db.flush()
    commit()
    number(made, "memo", INVOICES)
    with count_queries() as queries:
        commit()
    verbs = [statement.split()[0] for statement in queries.sent]
    assert [verb for verb in verbs if verb not in {"SAVEPOINT", "RELEASE"}] == ["SET", "INSERT", "UPDATE"]


def _issue(url: str, documents: int) -> None:
    """One process: many documents, a third of them abandoned after they took their number."""
    database.session.configure(bind=create_engine(url))
    with acting_as(System("essai de concurrence")):
        for rank in range(documents):
            made = Forge(name=f"{multiprocessing.current_process().pid}-{rank}")
            database.session.add(made)
            number(made, "memo", FREE)
            if rank % 3 == 2:
                database.at_end(database.Phase.NUMBERS, lambda session: 1 / 0)
            try:
                commit()
            except ZeroDivisionError:
                database.session.rollback()


@pytest.mark.real_roles
def test_eight_processes_leave_no_gap_and_no_double(site, specimens_of):
    specimens_of(site.engines["owner"])
    url = site.settings.database_url
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_issue, args=(url, 12)) for _ in range(8)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * 8
    with site.engines["owner"].connect() as connection:
        taken = connection.scalars(select(Forge.memo)).all()
    assert sorted(int(memo[1:]) for memo in taken) == list(range(1, 8 * 8 + 1))


@pytest.mark.real_roles
def test_a_series_held_too_long_refuses_with_a_sentence(site, specimens_of):
    engine = site.engines["owner"]
    specimens_of(engine)
    with engine.connect() as connection:
        connection.execute(text("insert into counter values ('free', 0, 2026, 1, null)"))
        connection.commit()
        connection.execute(text("update counter set last = 2"))
        database.session.configure(bind=engine)
        try:
            with acting_as(System("test")):
                number(draft(database.session), "memo", FREE)
                with pytest.raises(NumberingBusy):
                    commit()
                database.session.rollback()
        finally:
            database.session.remove()
            database.session.configure(bind=None)
