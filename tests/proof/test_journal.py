"""The journal keeps what was decided; whoever changes it afterwards, even with every right, is named."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import ProgrammingError

from app import create_app, database
from app.access.identity import System, acting_as
from app.database import session
from app.effects.models import OutboxRow
from app.proof import journal, verifier
from app.proof.canonical import PersonalFact
from app.proof.chain import link_pending
from app.proof.verifier import Verdict


def record(*numbers: int) -> None:
    for number in numbers:
        journal.record("probe.decided", OutboxRow, number, {"amount_ttc": Decimal("49.90"), "on": date(2026, 11, 21)})


def verify() -> Verdict:
    return verifier.verify(session().connection())


def link() -> None:
    link_pending()
    database.commit()


@pytest.fixture
def chained(db, system):
    """A journal of five rows, all chained, and its connection with the rights of a wrongdoer who owns the tables."""
    record(1, 2, 3, 4, 5)
    database.commit()
    link()
    connection = session().connection()
    for table in ("journal_row", "journal_link", "journal_pending"):
        connection.execute(text(f"alter table {table} disable trigger user"))
    connection.execute(text("alter table journal_link drop constraint fk_journal_link_row_id"))
    return connection


def test_the_journal_holds_what_was_committed(db, system):
    record(1)
    session.rollback()
    record(2)
    database.commit()
    assert verify().waiting == 1
    link()
    verdict = verify()
    assert (verdict.linked, verdict.waiting, verdict.broken) == (1, 0, None)


@pytest.mark.parametrize("change", ["update {} set row_id = row_id", "delete from {}", "truncate {} cascade"])
def test_rows_neither_change_nor_leave(db, system, change):
    record(1)
    database.commit()
    link()
    with pytest.raises(ProgrammingError, match="append-only"):
        session().connection().execute(text(change.format("journal_link")))


def test_a_decision_cannot_be_rewritten(db, system):
    record(1)
    database.commit()
    with pytest.raises(ProgrammingError, match="append-only"):
        session().connection().execute(text("update journal_row set facts = '{}'"))


@pytest.mark.parametrize(
    "change",
    [
        "at = at + interval '1 microsecond'",
        "kind = 'probe.refused'",
        "subject_model = null",
        "subject_id = 99",
        "actor_id = 1",
        "facts = replace(facts, '49.90', '94.90')",
    ],
)
def test_a_changed_column_is_found_and_its_row_named(chained, change):
    row_id = chained.scalar(text("select row_id from journal_link where sequence = 3"))
    chained.execute(text(f"update journal_row set {change} where id = :id"), {"id": row_id})
    broken = verify().broken
    assert (broken.sequence, broken.row_id) == (3, row_id)


@pytest.mark.parametrize("column", ["previous", "hash"])
def test_a_changed_link_is_found(chained, column):
    chained.execute(text(f"update journal_link set {column} = repeat('a', 64) where sequence = 3"))
    assert verify().broken.sequence == 3


def test_a_deleted_row_is_found(chained):
    chained.execute(text("delete from journal_row where id = (select row_id from journal_link where sequence = 3)"))
    assert verify().broken.sequence == 3
    assert "supprimée" in verify().broken.why


def test_a_row_deleted_with_its_link_is_found(chained):
    row_id = chained.scalar(text("delete from journal_link where sequence = 3 returning row_id"))
    chained.execute(text("delete from journal_row where id = :id"), {"id": row_id})
    assert verify().broken.why == "le maillon 3 manque"


def test_a_row_taken_off_the_end_of_the_chain_is_found(chained):
    row_id = chained.scalar(text("delete from journal_link where sequence = 5 returning row_id"))
    assert verify().broken.row_id == row_id


def test_an_inserted_row_is_found(chained):
    row_id = chained.scalar(
        text("insert into journal_row (at, kind, facts) values (now(), 'probe.forged', '{}') returning id")
    )
    broken = verify().broken
    assert (broken.sequence, broken.row_id) == (None, row_id)


def test_two_rows_exchanged_are_found(chained):
    chained.execute(text("alter table journal_link drop constraint uq_journal_link_row_id"))
    chained.execute(
        text(
            "update journal_link l set row_id = o.row_id from journal_link o"
            " where (l.sequence, o.sequence) in ((2, 4), (4, 2))"
        )
    )
    assert verify().broken.sequence == 2


def test_the_verdict_is_a_sentence(chained):
    assert str(verify()).startswith("Journal intact, lignes chaînées : 5,")
    chained.execute(text("update journal_row set subject_id = 99"))
    assert str(verify()).startswith("Journal rompu (maillon 1, ")


@pytest.mark.parametrize("value", ["Camille Durand", "camille@example.org", "0639980001", {"name": "x"}, 1.5])
def test_facts_name_nobody(db, system, value):
    with pytest.raises(PersonalFact):
        journal.record("probe.decided", None, None, {"who": value})


def test_a_sealed_value_can_be_compared_and_not_read(settings, db, system):
    with create_app(settings, addons=[]).app_context():
        seal = journal.sealed("camille@example.org")
        assert seal == journal.sealed("camille@example.org") != journal.sealed("dominique@example.org")
        assert "camille" not in seal
        journal.record("probe.decided", None, None, {"who": seal})


@dataclass
class Writer:
    """A transaction of its own, held open until told."""

    connection: object

    def record(self, kind: str) -> None:
        self.connection.execute(
            text("insert into journal_row (at, kind, facts) values (now(), :kind, '{}')"), {"kind": kind}
        )

    def commit(self) -> None:
        self.connection.commit()


@pytest.mark.real_roles
def test_writers_never_wait_and_a_later_transaction_always_comes_later(site, monkeypatch):
    engine = create_engine(site.settings.database_url)
    monkeypatch.setitem(database.engines, "staff", engine)
    with engine.connect() as one, engine.connect() as two, engine.connect() as three, acting_as(System("test")):
        slow, quick, later = Writer(one), Writer(two), Writer(three)
        slow.record("slow")
        quick.record("quick")
        quick.commit()
        link()
        later.record("later")
        slow.commit()
        later.commit()
        link()
        kinds = (
            session()
            .connection()
            .scalars(text("select kind from journal_row r join journal_link l on l.row_id = r.id order by sequence"))
        )
        assert kinds.all() == ["quick", "slow", "later"]
        assert verify().broken is None
        session.remove()
    engine.dispose()
