"""Workers killed at any moment lose nothing, and double only what bears the same key."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, create_engine, text

from app import database
from app.access.identity import System, acting_as
from app.database import session
from app.effects import outbox
from app.effects.models import Schedule
from app.effects.schedule import enrol
from app.models import clock
from tests.effects.probe.models import Mark
from tests.effects.probe.tasks import Marked, Sent
from tests.effects.processes import CELERY, WORKER, Processes

pytestmark = pytest.mark.real_roles
EFFECTS = range(1, 41)


@pytest.fixture
def staff(site, monkeypatch) -> Iterator[Engine]:
    """The database of the site, for this process too."""
    engine = create_engine(site.settings.database_url)
    Mark.__table__.create(engine, checkfirst=True)
    monkeypatch.setitem(database.engines, "staff", engine)
    yield engine
    session.remove()
    engine.dispose()


@pytest.fixture
def processes(site, staff, tmp_path) -> Iterator[Processes]:
    found = Processes(site.settings, tmp_path)
    yield found
    found.kill_all()


def put_everything() -> None:
    """One transaction with twice forty effects: a mark in the database, a message to a provider."""
    with acting_as(System("test")):
        for number in EFFECTS:
            outbox.put(Sent(number), key=f"message-{number}")
            outbox.put(Marked(number))
        database.commit()
        session.remove()


def waiting(staff: Engine) -> int:
    with staff.connect() as connection:
        return connection.scalar(text("select count(*) from outbox_row where state = 'waiting'"))


def check_the_count(staff: Engine, processes: Processes) -> None:
    """0 lost; a message doubled has the same key; a mark alone is exactly one; the rows say done."""
    messages = processes.sent()
    assert {number for number, _key in messages} == set(EFFECTS)
    assert all(key == f"message-{number}" for number, key in messages)
    with staff.connect() as connection:
        done = connection.execute(text("select kind, state, count(*) from outbox_row group by 1, 2 order by 1")).all()
        assert done == [("probe.marked", "done", 40), ("probe.sent", "done", 40)]
        marks = Counter(connection.scalars(text("select number from probe_mark")).all())
    # Each number is marked by its Marked once, and by each run of its Sent that got as far as sending.
    assert set(marks) == set(EFFECTS)
    assert all(marks[number] >= 2 for number in EFFECTS)


def test_nothing_is_lost_when_the_worker_is_killed(staff, processes):
    put_everything()
    for sent in (5, 20):
        worker = processes.start(WORKER)
        processes.wait_until(lambda at=sent: len(processes.sent()) >= at, f"{sent} messages")
        assert waiting(staff) >= 20
        processes.kill(worker)
    processes.start(WORKER)
    processes.wait_until(lambda: waiting(staff) == 0, "everything done")
    check_the_count(staff, processes)


def test_what_stays_in_the_database_is_done_exactly_once(staff, processes):
    with acting_as(System("test")):
        for number in range(200):
            outbox.put(Marked(number))
        database.commit()
        session.remove()
    for left in (180, 90):
        worker = processes.start(WORKER)
        processes.wait_until(lambda at=left: waiting(staff) <= at, f"{left} left")
        processes.kill(worker)
    processes.start(WORKER)
    processes.wait_until(lambda: waiting(staff) == 0, "everything done")
    with staff.connect() as connection:
        assert sorted(connection.scalars(text("select number from probe_mark"))) == list(range(200))


@pytest.mark.parametrize(
    "broker",
    [pytest.param("redis_url", marks=pytest.mark.redis), pytest.param("rabbitmq_url", marks=pytest.mark.rabbitmq)],
)
def test_nothing_is_lost_when_a_celery_worker_is_killed(staff, site, tmp_path, request, broker):
    processes = Processes(replace(site.settings, broker_url=request.getfixturevalue(broker)), tmp_path)
    try:
        put_everything()
        dispatcher = processes.start(WORKER)
        celery = processes.start(CELERY)
        processes.wait_until(lambda: len(processes.sent()) >= 10, "10 messages")
        assert waiting(staff) >= 20
        processes.kill(celery)
        processes.kill(dispatcher)
        processes.start(WORKER)
        processes.start(CELERY)
        processes.wait_until(lambda: waiting(staff) == 0, "everything done")
        check_the_count(staff, processes)
    finally:
        processes.kill_all()


def test_a_worker_asked_to_stop_finishes_what_it_began(staff, processes):
    put_everything()
    worker = processes.start(WORKER)
    processes.wait_until(lambda: len(processes.sent()) >= 3, "3 messages")
    worker.terminate()
    assert worker.wait(30) == 0
    assert len(processes.sent()) == len(set(processes.sent()))
    with staff.connect() as connection:
        assert connection.scalar(text("select count(*) from outbox_row where lease_until is not null")) == 0
        assert connection.scalar(text("select count(*) from worker_beat")) == 0


def test_a_schedule_runs_once_across_two_workers(staff, processes):
    with acting_as(System("test")):
        enrol()
        row = session.query(Schedule).filter_by(name="probe.count_marks").one()
        row.due_at = clock.now() - timedelta(hours=5)
        database.commit()
        session.remove()
    processes.start(WORKER)
    processes.start(WORKER)

    def both_work_and_the_task_is_done() -> bool:
        with staff.connect() as connection:
            beats = connection.scalar(text("select count(*) from worker_beat"))
            return beats == 2 and connection.scalar(text("select count(*) from probe_mark")) > 0

    processes.wait_until(both_work_and_the_task_is_done, "two workers and one mark")
    with staff.connect() as connection:
        assert connection.scalars(text("select number from probe_mark")).all() == [1000]
        assert connection.scalars(text("select state from outbox_row")).all() == ["done"]
        assert connection.scalar(text("select due_at > now() from schedule where name = 'probe.count_marks'"))
