"""What the sandbox remembers, in a file of its own: payments, refunds, and events that wait to be delivered."""

import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.models import clock

_SCHEMA = """
create table if not exists payment (
    ref text primary key, key text unique not null, amount text not null, currency text not null, label text not null,
    return_url text not null, state text not null, at text not null, opened_at text not null, why text
);
create table if not exists refund (
    ref text primary key, key text unique not null, payment text not null, amount text not null, at text not null
);
create table if not exists event (
    number integer primary key, id text not null, type text not null, payment text not null, refund text,
    due_at text not null, attempts integer not null default 0, delivered_at text
);
create index if not exists event_due on event (due_at) where delivered_at is null;
"""
#: A page that nobody used this long is closed.
PAGE_CLOSES = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment as the provider knows it; ``at`` is when its state last changed."""

    ref: str
    key: str
    amount: str
    currency: str
    label: str
    return_url: str
    state: str
    at: str
    opened_at: str
    why: str | None


@dataclass(frozen=True, slots=True)
class Refund:
    """Money that went back."""

    ref: str
    key: str
    payment: str
    amount: str
    at: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something to tell. ``type`` becomes the state of the payment when the event falls due."""

    number: int
    id: str
    type: str
    payment: str
    refund: str | None
    due_at: str
    attempts: int
    delivered_at: str | None


class Store:
    """One SQLite file, used by one process."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def open(self, key: str, amount: str, currency: str, label: str, return_url: str) -> Payment:
        """The payment of that key, opened when it is new."""
        at = _text(clock.now())
        with self._alone():
            self._db.execute(
                "insert into payment values (?, ?, ?, ?, ?, ?, 'opened', ?, ?, null) on conflict (key) do nothing",
                (f"pay_{secrets.token_hex(8)}", key, amount, currency, label, return_url, at, at),
            )
            return Payment(*self._db.execute("select * from payment where key = ?", (key,)).fetchone())

    def find(self, ref: str | None, key: str | None) -> Payment | None:
        """The payment of that reference, or of that key."""
        with self._alone():
            rows = self._db.execute("select * from payment where ref = ? or key = ?", (ref, key)).fetchall()
        return Payment(*rows[0]) if rows else None

    def plan(self, ref: str, type_: str, *, after: timedelta = timedelta(0), again: str | None = None) -> str:
        """Have an event told ``after`` a time, under a new id or ``again`` under one already told; its id."""
        id_ = again or f"evt_{secrets.token_hex(8)}"
        with self._alone():
            self._db.execute(
                "insert into event (id, type, payment, due_at) values (?, ?, ?, ?)",
                (id_, type_, ref, _text(clock.now() + after)),
            )
        return id_

    def decide(self, ref: str, type_: str, why: str | None = None) -> bool:
        """Change the state of a payment nobody decided yet; False when it is decided already."""
        with self._alone():
            changed = self._db.execute(
                "update payment set state = ?, at = ?, why = ? where ref = ? and state in ('opened', 'pending')",
                (type_, _text(clock.now()), why, ref),
            )
        return changed.rowcount == 1

    def refund(self, ref: str, key: str, amount: str) -> Refund:
        """The refund of that key, made and told when it is new."""
        at = clock.now()
        with self._alone():
            made = self._db.execute(
                "insert into refund values (?, ?, ?, ?, ?) on conflict (key) do nothing",
                (f"ref_{secrets.token_hex(8)}", key, ref, amount, _text(at)),
            )
            found = Refund(*self._db.execute("select * from refund where key = ?", (key,)).fetchone())
            if made.rowcount == 1:
                self._db.execute(
                    "insert into event (id, type, payment, refund, due_at) values (?, 'refund_confirmed', ?, ?, ?)",
                    (f"evt_{secrets.token_hex(8)}", ref, found.ref, _text(at)),
                )
        return found

    def due(self) -> list[Event]:
        """Events whose time has come and that nobody took, the oldest first."""
        with self._alone():
            rows = self._db.execute(
                "select * from event where delivered_at is null and due_at <= ? order by due_at, number limit 50",
                (_text(clock.now()),),
            ).fetchall()
        return [Event(*row) for row in rows]

    def delivered(self, event: Event) -> None:
        """Forget an event that was taken."""
        with self._alone():
            self._db.execute("update event set delivered_at = ? where number = ?", (_text(clock.now()), event.number))

    def postpone(self, event: Event, by: timedelta) -> None:
        """Tell it again later."""
        with self._alone():
            self._db.execute(
                "update event set attempts = attempts + 1, due_at = ? where number = ?",
                (_text(clock.now() + by), event.number),
            )

    def close_old_pages(self) -> None:
        """Close pages nobody used, and tell."""
        with self._alone():
            rows = self._db.execute(
                "select ref from payment where state = 'opened' and opened_at < ? "
                "and not exists (select 1 from event where payment = ref and delivered_at is null)",
                (_text(clock.now() - PAGE_CLOSES),),
            ).fetchall()
        for (ref,) in rows:
            if self.decide(ref, "cancelled"):
                self.plan(ref, "cancelled")

    def refund_of(self, ref: str | None) -> Refund | None:
        """A refund by its reference."""
        with self._alone():
            rows = self._db.execute("select * from refund where ref = ?", (ref,)).fetchall()
        return Refund(*rows[0]) if rows else None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One thread, one transaction: kept when the block ends, undone when it raises."""
        with self._lock, self._db:
            self._db.execute("begin immediate")
            yield


def _text(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="microseconds")
