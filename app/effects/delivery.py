"""Carrying out one effect: lease, test again, handle, send, record. What Celery runs and what the worker runs itself.

An effect is taken by a run of its own, named at random. Whatever that run writes is committed by the same statement
that finds the row still leased to it: a run that lost its lease (it hung, it was thought dead) commits nothing.
Messages leave between two transactions, so that no transaction waits for a mail server; killed there, the next run
sends the same message under the same key.
"""

import logging
import secrets
from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select, update

from app import database
from app.access.identity import System, acting_as
from app.database import session
from app.effects.models import OutboxRow, Progress
from app.effects.outbox import Handling, handlings
from app.models import clock

log = logging.getLogger("relais.effects")

#: Holder of a row that was handed to somebody who has not begun yet.
HANDED = "handed"
RELEASED: Mapping[str, Any] = {"leased_by": None, "lease_until": None}


class Undeliverable(Exception):
    """The outside said no for good (no such mailbox): trying again would not help, a person must look."""


class LeaseLost(Exception):
    """Another run took the effect over; this one must leave no trace."""


class OutsideDelivery(RuntimeError):
    """A bug: something was sent outside of an effect, where a kill would lose it or a rollback could not recall it."""


@dataclass(frozen=True, slots=True)
class Run:
    """One attempt at one effect. ``key`` and ``created_at`` are the same at each attempt."""

    row_id: int
    holder: str
    kind: str
    payload: dict[str, Any]
    key: str
    created_at: datetime
    expires_at: datetime | None
    attempts: int


#: Sends what a handler decided; called with the key and the instant of the effect, outside any transaction. What it
#: adds to the session is committed with the effect.
Sending = Callable[[str, datetime], None]

_leaving: ContextVar[list[Sending] | None] = ContextVar("leaving", default=None)


def leave(sending: Sending) -> None:
    """From a handler: have ``sending`` called when the handler's transaction has ended. Raises OutsideDelivery."""
    waiting = _leaving.get()
    if waiting is None:
        raise OutsideDelivery
    waiting.append(sending)


def claim(limit: int, lease: timedelta) -> list[int]:
    """Take up to ``limit`` due rows, oldest first, for ``lease``: new ones and those whose lease ended. Commits.

    Rows that another worker is taking are passed over; kinds nobody handles here (add-on switched off) stay.
    """
    free = or_(OutboxRow.lease_until.is_(None), OutboxRow.lease_until < func.clock_timestamp())
    due = (
        select(OutboxRow.id)
        .where(OutboxRow.state == Progress.WAITING, OutboxRow.due_at <= clock.now(), free)
        .where(OutboxRow.kind.in_(list(handlings())))
        .order_by(OutboxRow.due_at, OutboxRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    taken = (
        update(OutboxRow)
        .where(OutboxRow.id == due.c.id)
        .values(leased_by=HANDED, lease_until=func.clock_timestamp() + lease)
        .returning(OutboxRow.id)
    )
    rows = session().connection().execute(taken).scalars().all()
    database.commit()
    return sorted(rows)


def renew(row_ids: Iterable[int], lease: timedelta) -> None:
    """Keep the rows this process is at for ``lease`` more. Commits."""
    wanted = and_(OutboxRow.id.in_(list(row_ids)), OutboxRow.state == Progress.WAITING)
    session().connection().execute(update(OutboxRow).where(wanted).values(lease_until=func.clock_timestamp() + lease))
    database.commit()


def release(row_ids: Iterable[int]) -> None:
    """Give back rows that were claimed and could not be handed over, for the next sweep. Commits."""
    wanted = and_(OutboxRow.id.in_(list(row_ids)), OutboxRow.leased_by == HANDED)
    session().connection().execute(update(OutboxRow).where(wanted).values(lease_until=None, leased_by=None))
    database.commit()


def deliver(row_id: int, lease: timedelta) -> None:
    """Carry out the effect of a claimed row; nothing happens when it is done already or when another run is at it.

    A failure is written on the row, with the next attempt or the final state, and to the log without its values. Raises
    only what keeps that from being written: the row's lease then ends by itself.
    """
    with acting_as(System(f"tâche {row_id}")):
        session.remove()
        try:
            run = _begin(row_id, lease)
            if run is not None:
                _carry_out(run)
        finally:
            session.remove()


def _begin(row_id: int, lease: timedelta) -> Run | None:
    available = or_(
        OutboxRow.leased_by.is_(None), OutboxRow.leased_by == HANDED, OutboxRow.lease_until < func.clock_timestamp()
    )
    holder = secrets.token_hex(8)
    begun = (
        update(OutboxRow)
        .where(OutboxRow.id == row_id, OutboxRow.state == Progress.WAITING, available)
        .values(leased_by=holder, lease_until=func.clock_timestamp() + lease, attempts=OutboxRow.attempts + 1)
        .returning(
            OutboxRow.kind,
            OutboxRow.payload,
            OutboxRow.key,
            OutboxRow.created_at,
            OutboxRow.expires_at,
            OutboxRow.attempts,
        )
    )
    row = session().connection().execute(begun).one_or_none()
    database.commit()
    return None if row is None else Run(row_id, holder, *row)


def _carry_out(run: Run) -> None:
    handling = handlings()[run.kind]
    try:
        outcome, sendings = _handle(run, handling)
        if sendings:
            _record(run, leased_by=run.holder)
            _send(run, sendings)
        _record(run, **RELEASED, state=outcome, ended_at=clock.now())
    except LeaseLost:
        session.rollback()
        log.warning("%s %s: taken over by another run", run.kind, run.row_id)
    # The edge of a task: whatever went wrong inside is written on the row, for the next attempt or for a person.
    except Exception as error:
        session.rollback()
        _postpone(run, handling, error)


def _handle(run: Run, handling: Handling[Any]) -> tuple[Progress, list[Sending]]:
    if run.expires_at is not None and run.expires_at <= clock.now():
        return Progress.EXPIRED, []
    effect = handling.effect.read(run.payload)
    if handling.still is not None and not handling.still(effect):
        return Progress.WITHDRAWN, []
    sendings: list[Sending] = []
    token = _leaving.set(sendings)
    try:
        handling.handler(effect)
    finally:
        _leaving.reset(token)
    return Progress.DONE, sendings


def _send(run: Run, sendings: list[Sending]) -> None:
    for number, sending in enumerate(sendings):
        sending(f"{run.key}-{number}" if number else run.key, run.created_at)


def _record(run: Run, **values: Any) -> None:
    """Commit what the run did, together with ``values`` on its row. Raises LeaseLost when the row is no longer its
    own.
    """
    own = and_(OutboxRow.id == run.row_id, OutboxRow.leased_by == run.holder, OutboxRow.state == Progress.WAITING)
    if session().connection().execute(update(OutboxRow).where(own).values(**values)).rowcount != 1:
        raise LeaseLost
    database.commit()


def _postpone(run: Run, handling: Handling[Any], error: Exception) -> None:
    final = isinstance(error, Undeliverable) or run.attempts >= handling.attempts
    log.warning("%s %s: attempt %s failed: %s", run.kind, run.row_id, run.attempts, _place(error))
    name = type(error).__name__[:80]
    try:
        if final:
            _record(run, **RELEASED, state=Progress.FAILED, ended_at=clock.now(), error=name)
        else:
            _record(run, **RELEASED, due_at=clock.now() + back_off(run.attempts), error=name)
    except LeaseLost:
        session.rollback()


def back_off(attempts: int) -> timedelta:
    """How long to wait after the ``attempts``-th failure: 10 s, 30 s, 90 s … never more than an hour."""
    return timedelta(seconds=min(10.0 * 3.0 ** (attempts - 1), 3600.0))


def _place(error: Exception) -> str:
    """Class and line of an error: its text may hold a person's data, its class and place cannot."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f" ({trace.tb_frame.f_code.co_filename}:{trace.tb_lineno})" if trace is not None else ""
    return type(error).__name__ + where
