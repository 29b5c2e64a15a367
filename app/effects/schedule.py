"""Schedules: tasks that come back, declared beside their function, due times kept in rows.

    @daily(at="03:00")
    def purge_drafts() -> None: …

A due schedule becomes an effect in the outbox, in the transaction that moves it to its next time: it runs once across
any number of workers, survives restarts, and is retried like any effect. Times missed during a stop run once, not as
often as they were missed.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from types import MappingProxyType

from sqlalchemy import exists, func, select
from sqlalchemy.dialects.postgresql import insert

from app import database
from app.database import session
from app.effects.effect import Effect
from app.effects.models import OutboxRow, Progress, Schedule
from app.effects.outbox import handles, put
from app.formats import PARIS
from app.kernel import Kernel
from app.models import clock

Task = Callable[[], None]
Next = Callable[[datetime], datetime]


class ScheduleTwice(TypeError):
    """A bug: two scheduled functions have the same name."""


@dataclass(frozen=True, slots=True)
class Declared:
    """A scheduled function and how its next time follows from an instant."""

    name: str
    task: Task
    next: Next


@dataclass(frozen=True)
class ScheduleDue(Effect):
    """The time of a schedule has come."""

    schedule_id: int


_declared: dict[str, Declared] = {}


def every(*, minutes: int) -> Callable[[Task], Task]:
    """Run the function every ``minutes``, counted from its last start."""
    return _schedule(lambda after: after + timedelta(minutes=minutes))


def daily(*, at: str) -> Callable[[Task], Task]:
    """Run the function each day at ``at`` (``"03:00"``), by the clocks of Europe/Paris."""
    wanted = time.fromisoformat(at)

    def following(after: datetime) -> datetime:
        today = after.astimezone(PARIS).date()
        return next(
            instant
            for day in (today, today + timedelta(days=1), today + timedelta(days=2))
            if (instant := datetime.combine(day, wanted, PARIS)) > after
        )

    return _schedule(following)


def _schedule(following: Next) -> Callable[[Task], Task]:
    def decorate(task: Task) -> Task:
        name = f"{task.__module__.rpartition('.')[0].rpartition('.')[2]}.{task.__name__}"
        if name in _declared:
            raise ScheduleTwice(name)
        _declared[name] = Declared(name, task, following)
        return task

    return decorate


def schedules() -> Mapping[str, Declared]:
    """Every schedule of the add-ons switched on, by name."""
    return MappingProxyType(_declared)


def enrol() -> None:
    """Give a row to each declared schedule, and bring it forward when its declaration now says sooner. Commits."""
    now = clock.now()
    rows = [{"name": name, "due_at": declared.next(now)} for name, declared in sorted(_declared.items())]
    if rows:
        row = insert(Schedule)
        sooner = {"due_at": func.least(Schedule.due_at, row.excluded.due_at)}
        session().connection().execute(row.on_conflict_do_update(index_elements=[Schedule.name], set_=sooner), rows)
    database.commit()


def fire_due() -> None:
    """Turn each due schedule into an effect and move it to its next time. Commits.

    A schedule whose last effect still waits is left for later: it never runs beside itself. Schedules no code
    declares any more stay as they are.
    """
    now = clock.now()
    unfinished = exists().where(OutboxRow.key == Schedule.last_key, OutboxRow.state == Progress.WAITING)
    due = (
        select(Schedule)
        .where(Schedule.due_at <= now, Schedule.name.in_(list(_declared)), ~unfinished)
        .order_by(Schedule.due_at)
        .with_for_update(skip_locked=True)
    )
    for row in session().scalars(due).all():
        row.last_key = f"{row.name} {row.due_at:%Y-%m-%dT%H:%M:%S}"
        put(ScheduleDue(row.id), key=row.last_key)
        row.due_at = _declared[row.name].next(now)
    database.commit()


@handles(ScheduleDue, attempts=3)
def run_scheduled(effect: ScheduleDue) -> None:
    """Run the function of a schedule, in the transaction that marks it done."""
    name = session().execute(select(Schedule.name).where(Schedule.id == effect.schedule_id)).scalar_one()
    _declared[name].task()


def problems(kernel: Kernel) -> Iterator[str]:
    """Rows no add-on declares, when all are switched on: a task was renamed or removed and will never run again."""
    if len(kernel.active) < len(kernel.addons):
        return
    for name in session().execute(select(Schedule.name).order_by(Schedule.name)).scalars():
        if name not in _declared:
            yield f"la tâche planifiée « {name} » n’est déclarée par aucun add-on"
