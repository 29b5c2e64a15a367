"""The worker: finds due rows at once (NOTIFY) and at least every two seconds, and has them carried out.

One loop claims and never does the work itself, so that nothing slow delays a lease or a schedule. Whose hands do the
work is the only difference between one machine and many (``hands``): rows are the truth either way.
"""

import logging
import secrets
import select
import signal
import socket
import time
from contextlib import suppress
from datetime import timedelta

import psycopg
from flask import Flask
from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import OperationalError

from app import database
from app.access.identity import System, acting_as
from app.database import session
from app.effects.delivery import claim, release, renew
from app.effects.hands import Hands, hands_for
from app.effects.models import WorkerBeat
from app.effects.outbox import CHANNEL
from app.effects.schedule import enrol, fire_due
from app.models import clock

log = logging.getLogger("relais.worker")

SWEEP_SECONDS = 2.0
FORGOTTEN = timedelta(days=1)


def run(app: Flask) -> None:
    """Work until SIGTERM or SIGINT, then finish what is begun and return."""
    worker = Worker(app)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop())
    worker.run()


class Worker:
    """The loop of one process. ``lease`` is how long a row stays taken after this process died (default: its
    hands').
    """

    def __init__(self, app: Flask, *, lease: timedelta | None = None) -> None:
        self._woken, self._wake = socket.socketpair()
        self._woken.setblocking(False)
        self._wake.setblocking(False)
        self._hands: Hands = hands_for(app, self.wake, lease)
        self._name = secrets.token_hex(8)
        self._started_at = clock.now()
        self._stopping = False
        self._sweep_at = 0.0
        self._listening: psycopg.Connection | None = None

    def wake(self) -> None:
        """Have the loop look again now. Safe from any thread and from a signal handler."""
        with suppress(OSError):  # full: it is awake already; closed: it is gone
            self._wake.send(b"w")

    def stop(self) -> None:
        """Have ``run`` return once what is begun is finished. Safe from any thread and from a signal handler."""
        self._stopping = True
        self.wake()

    def run(self) -> None:
        """Work until ``stop``. An unreachable database is waited for."""
        with acting_as(System("exécution des tâches")):
            while not self._stopping:
                try:
                    self._turn()
                except (OperationalError, psycopg.OperationalError) as error:
                    log.warning("database unreachable: %s", type(error).__name__)
                    self._hang_up()
                    self._wait(1.0)
            self._finish()

    def _turn(self) -> None:
        if self._listening is None:
            self._listening = _listen()
            enrol()
        if time.monotonic() >= self._sweep_at:
            self._sweep_at = time.monotonic() + SWEEP_SECONDS
            self._beat()
            fire_due()
        free = self._hands.free
        taken = claim(free, self._hands.lease) if free else []
        left = self._hands.take(taken)
        if left:
            release(left)
        session.remove()
        if left or not taken:
            self._wait(max(0.0, self._sweep_at - time.monotonic()))

    def _wait(self, seconds: float) -> None:
        sources: list[socket.socket | psycopg.Connection] = (
            [self._woken] if self._listening is None else [self._woken, self._listening]
        )
        ready, _, _ = select.select(sources, [], [], seconds)
        if self._woken in ready:
            with suppress(BlockingIOError):
                self._woken.recv(4096)
        if self._listening in ready and self._listening is not None:
            for _notification in self._listening.notifies(timeout=0):
                pass

    def _beat(self) -> None:
        now = clock.now()
        row = insert(WorkerBeat).values(name=self._name, started_at=self._started_at, seen_at=now)
        session().connection().execute(
            row.on_conflict_do_update(index_elements=[WorkerBeat.name], set_={"seen_at": row.excluded.seen_at})
        )
        database.commit()
        if held := self._hands.held:
            renew(held, self._hands.lease)

    def _finish(self) -> None:
        try:
            while self._hands.held:
                self._beat()
                self._wait(SWEEP_SECONDS)
            gone = (WorkerBeat.name == self._name) | (WorkerBeat.seen_at < clock.now() - FORGOTTEN)
            session().connection().execute(delete(WorkerBeat).where(gone))
            database.commit()
        except (OperationalError, psycopg.OperationalError) as error:
            log.warning("stopped without the database: %s", type(error).__name__)
        self._hands.close()
        self._hang_up()
        self._woken.close()
        self._wake.close()

    def _hang_up(self) -> None:
        session.remove()
        if self._listening is not None:
            self._listening.close()
            self._listening = None


def _listen() -> psycopg.Connection:
    """A connection of its own, out of the pool, that hears notifications. Behind a pooler it hears none: the sweep
    stays.
    """
    pooled = database.engines["staff"].raw_connection()
    connection = pooled.driver_connection
    pooled.detach()
    assert isinstance(connection, psycopg.Connection)
    connection.autocommit = True
    connection.execute(f"listen {CHANNEL}")
    return connection
