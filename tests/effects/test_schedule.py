"""Schedules come due by the clocks of Paris, once, and never beside themselves."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app import database
from app.database import session
from app.effects.models import OutboxRow, Schedule
from app.effects.schedule import ScheduleTwice, daily, enrol, every, fire_due, schedules
from tests.effects.probe.models import Mark


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.fixture
def enrolled(app, db, system, clock):
    """The probe's schedule alone is due, in one hour."""
    session.query(Schedule).delete()
    enrol()
    session.query(Schedule).filter(Schedule.name != "probe.count_marks").delete()
    database.commit()
    return clock


def ran() -> int:
    return len(session.scalars(select(Mark)).all())


def test_a_schedule_runs_when_it_is_due_and_then_an_hour_later(enrolled, carry_out):
    fire_due()
    assert carry_out() == 0
    for turn in (1, 2):
        enrolled.advance(timedelta(hours=1))
        fire_due()
        assert carry_out() == 1
        assert ran() == turn


def test_times_missed_during_a_stop_run_once(enrolled, carry_out):
    enrolled.advance(timedelta(days=2))
    for _ in range(3):
        fire_due()
        carry_out()
    assert ran() == 1


def test_a_schedule_never_runs_beside_itself(enrolled, rows):
    for _ in range(3):
        enrolled.advance(timedelta(hours=2))
        fire_due()
    assert len(rows()) == 1


def test_a_schedule_keeps_its_time_across_restarts(enrolled):
    due = session.scalar(select(Schedule.due_at))
    enrolled.advance(timedelta(minutes=30))
    enrol()
    assert session.scalar(select(Schedule.due_at).where(Schedule.name == "probe.count_marks")) == due


@pytest.mark.parametrize(
    ("after", "due"),
    [
        (at(2026, 11, 21, 1, 59), at(2026, 11, 21, 2, 0)),
        (at(2026, 11, 21, 2, 0), at(2026, 11, 22, 2, 0)),
        (at(2026, 7, 1, 0, 59), at(2026, 7, 1, 1, 0)),
        (at(2026, 10, 24, 1, 0), at(2026, 10, 25, 2, 0)),
        (at(2026, 3, 28, 2, 0), at(2026, 3, 29, 1, 0)),
    ],
)
def test_three_in_the_morning_is_that_of_paris(after, due, declared):
    assert declared(daily(at="03:00")).next(after) == due


@pytest.fixture
def declared(monkeypatch):
    """Declare a schedule for the length of the test."""
    monkeypatch.setattr("app.effects.schedule._declared", {})

    def declare(decorator):
        decorator(lambda: None)
        [found] = schedules().values()
        return found

    return declare


def test_two_tasks_of_one_name_are_refused(declared):
    declared(every(minutes=5))
    with pytest.raises(ScheduleTwice):
        every(minutes=5)(lambda: None)


def test_a_scheduled_task_holds_no_personal_data(enrolled, rows):
    enrolled.advance(timedelta(hours=1))
    fire_due()
    [row] = rows()
    assert row.payload == {"schedule_id": session.scalar(select(Schedule.id))}
    assert isinstance(row, OutboxRow)
