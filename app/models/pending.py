"""What waits for the end of the transaction; what was put inside a savepoint goes when that one is rolled back."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from app.database import Phase, RelaisSession, at_end

T = TypeVar("T")


class Pending(Generic[T]):
    """Items kept by key until ``phase`` of the end of the transaction, then handed over together to ``end``."""

    def __init__(self, phase: Phase, end: Callable[[Session, list[T]], None]) -> None:
        self._phase, self._end = phase, end

    def put(self, session: Session, key: Hashable, item: T) -> None:
        """Keep ``item``, in place of the one ``find`` would return."""
        waiting = session.info.get(self)
        if waiting is None:
            waiting = session.info[self] = {}
            at_end(self._phase, self._hand_over, within=session)
        level = _savepoint(session)
        kept = waiting.setdefault(key, [])
        if kept and _within(kept[-1][0], level):
            kept.pop()
        kept.append((level, item))

    def find(self, session: Session, key: Hashable) -> T | None:
        """The last item put under ``key`` that the present savepoint may change: not one of an enclosing savepoint."""
        kept: list[tuple[SessionTransaction, T]] = session.info.get(self, {}).get(key, [])
        return kept[-1][1] if kept and _within(kept[-1][0], _savepoint(session)) else None

    def _hand_over(self, session: Session) -> None:
        waiting = session.info.pop(self, {})
        self._end(session, [item for kept in waiting.values() for _level, item in kept])


def _savepoint(session: Session) -> SessionTransaction:
    return session.get_nested_transaction() or session.get_transaction() or session.begin()


def _within(transaction: SessionTransaction | None, level: SessionTransaction) -> bool:
    while transaction is not None and transaction is not level:
        transaction = transaction.parent
    return transaction is level


@event.listens_for(RelaisSession, "after_soft_rollback")
def _forget(session: Session, ended: SessionTransaction) -> None:
    for waiting in [session.info[key] for key in session.info if isinstance(key, Pending)]:
        for kept in waiting.values():
            kept[:] = [(level, item) for level, item in kept if not _within(level, ended)]
    if ended.parent is None:
        for key in [key for key in session.info if isinstance(key, Pending)]:
            del session.info[key]
