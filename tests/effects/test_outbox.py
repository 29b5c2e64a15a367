"""An effect is written with what decided it, carried out once, tested again first, and never lost on the way."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from app import database
from app.database import session
from app.effects import outbox
from app.effects.delivery import OutsideDelivery, claim, deliver, leave, renew
from app.effects.effect import Effect, PersonalPayload
from app.effects.models import OutboxRow, Progress
from app.models import clock
from tests.effects.probe.models import Mark
from tests.effects.probe.tasks import Broken, Marked, Refused, Sent

NOON = datetime(2026, 11, 21, 11, tzinfo=UTC)


def marks() -> list[int]:
    return list(session.scalars(select(Mark.number).order_by(Mark.number)))


def test_an_effect_is_carried_out_and_its_row_says_so(rows, carry_out):
    outbox.put(Marked(7))
    database.commit()
    assert carry_out() == 1
    assert marks() == [7]
    [row] = rows()
    assert row.state is Progress.DONE
    assert row.attempts == 1
    assert row.ended_at is not None
    assert row.leased_by is None


def test_a_transaction_rolled_back_leaves_no_effect(rows, carry_out):
    outbox.put(Marked(7))
    session.rollback()
    assert rows() == []
    assert carry_out() == 0


def test_a_savepoint_rolled_back_takes_its_effect_with_it(rows):
    outbox.put(Marked(1))
    with pytest.raises(ZeroDivisionError), session.begin_nested():
        outbox.put(Marked(2))
        raise ZeroDivisionError
    database.commit()
    assert [row.payload for row in rows()] == [{"number": 1}]


def test_the_same_key_is_the_same_effect(rows, carry_out):
    for number in (1, 2):
        outbox.put(Marked(number), key="invoice 12")
    database.commit()
    assert carry_out() == 1
    assert marks() == [1]
    outbox.put(Marked(3), key="invoice 12")
    database.commit()
    assert carry_out() == 0


def test_an_effect_waits_for_its_time(rows, carry_out):
    with clock.frozen(NOON) as now:
        outbox.put(Marked(7), due_at=NOON + timedelta(hours=2))
        database.commit()
        assert carry_out() == 0
        now.advance(timedelta(hours=2))
        assert carry_out() == 1


def test_what_comes_too_late_expires(rows, carry_out):
    with clock.frozen(NOON) as now:
        outbox.put(Marked(7), expires_at=NOON + timedelta(minutes=10))
        database.commit()
        now.advance(timedelta(minutes=10))
        carry_out()
    assert marks() == []
    assert rows()[0].state is Progress.EXPIRED


def test_what_lost_its_reason_is_withdrawn(rows, carry_out):
    outbox.put(Marked(404))
    database.commit()
    carry_out()
    assert marks() == []
    assert rows()[0].state is Progress.WITHDRAWN


def test_a_failure_leaves_nothing_waits_and_then_asks_for_a_person(rows, carry_out):
    with clock.frozen(NOON) as now:
        outbox.put(Broken(7))
        database.commit()
        carry_out()
        assert marks() == []
        [row] = rows()
        assert (row.state, row.error, row.due_at) == (Progress.WAITING, "RuntimeError", NOON + timedelta(seconds=10))
        assert carry_out() == 0
        now.advance(timedelta(seconds=10))
        carry_out()
    [row] = rows()
    assert (row.state, row.attempts) == (Progress.FAILED, 2)
    assert carry_out() == 0


def test_a_person_sends_a_failure_again(rows, carry_out):
    outbox.put(Refused(7))
    database.commit()
    carry_out()
    [row] = rows()
    assert (row.state, row.attempts, row.error) == (Progress.FAILED, 1, "Undeliverable")
    row.retry()
    database.commit()
    assert carry_out() == 1


def test_the_log_of_a_failure_holds_no_value(rows, carry_out, caplog):
    outbox.put(Broken(7))
    database.commit()
    carry_out()
    assert "RuntimeError" in caplog.text
    assert "the name of a person" not in caplog.text


def test_a_row_done_is_not_done_again(rows, carry_out):
    outbox.put(Marked(7))
    database.commit()
    carry_out()
    deliver(rows()[0].id, timedelta(seconds=30))
    assert marks() == [7]


def test_a_row_is_taken_over_when_its_lease_ended_and_not_before(rows):
    outbox.put(Marked(7))
    database.commit()
    [row_id] = claim(10, timedelta(seconds=30))
    assert claim(10, timedelta(seconds=30)) == []
    renew([row_id], timedelta(seconds=-1))
    assert claim(10, timedelta(seconds=30)) == [row_id]


def test_a_run_that_lost_its_lease_leaves_no_trace(rows, monkeypatch, tmp_path):
    """The slow run sent its message; meanwhile another run took the row, so what the slow one wrote is undone."""
    monkeypatch.setenv("PROBE_LOG", str(tmp_path / "log"))
    outbox.put(Marked(7))
    database.commit()
    [row_id] = claim(10, timedelta(seconds=30))

    def stolen(effect: Marked) -> None:
        session.add(Mark(number=effect.number))
        session.execute(update(OutboxRow).where(OutboxRow.id == row_id).values(leased_by="another"))

    handling = outbox.handlings()[Marked.kind]
    monkeypatch.setitem(outbox._handlings, Marked.kind, outbox.Handling(Marked, stolen, None, handling.attempts))
    deliver(row_id, timedelta(seconds=30))
    assert marks() == []
    assert rows()[0].state is Progress.WAITING


def test_what_leaves_bears_the_key_of_its_row(rows, carry_out, monkeypatch, tmp_path):
    monkeypatch.setenv("PROBE_LOG", str(tmp_path / "log"))
    outbox.put(Sent(7), key="order-12")
    database.commit()
    carry_out()
    assert (tmp_path / "log").read_text() == "7 order-12\n"


def test_nothing_is_sent_outside_an_effect():
    with pytest.raises(OutsideDelivery):
        leave(lambda key, at: None)


@pytest.mark.parametrize(
    "value", ["Camille Durand", "camille@example.org", "0639980001", "+33639980001", -1, 1.5, b"x"]
)
def test_an_effect_carries_no_person(db, system, value):
    with pytest.raises(PersonalPayload):
        outbox.put(Marked(value))


def test_an_effect_declares_ids_and_codes_only():
    @dataclass(frozen=True)
    class Careless(Effect):
        contact: dict[str, str]

    with pytest.raises(PersonalPayload, match=r"Careless\.contact"):
        outbox.handles(Careless)


def test_an_effect_without_handler_is_refused_when_it_is_written(db, system):
    @dataclass(frozen=True)
    class Forgotten(Effect):
        number: int

    with pytest.raises(outbox.HandlerMissing):
        outbox.put(Forgotten(1))


def test_an_effect_has_one_handler():
    with pytest.raises(outbox.HandlerTwice):
        outbox.handles(Marked)(lambda effect: None)
