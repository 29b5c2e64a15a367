"""What waits to be told in history, and how it is written: once, before journal, outbox and numbers."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.event import listens_for
from sqlalchemy.orm import Session, SessionTransaction

from app.access.identity import System, author, current
from app.access.system import beneath
from app.database import Phase, RelaisSession, session
from app.models.base import Base
from app.models.clock import now
from app.models.description import named
from app.models.history.changes import Changes, id_of
from app.models.history.table import NOTE_LENGTH, REASON_LENGTH, history_entry
from app.models.kinds import LongText
from app.models.pending import Pending

#: Place of the reason in ``session.info``.
REASON = "history_reason"


def because(reason: str) -> None:
    """Say why the current transaction changes what it changes from here on: free text, 500 characters kept."""
    session().info[REASON] = reason.strip()[:REASON_LENGTH] or None


def note(record: Base, text: str) -> None:
    """Add a note of at most 5 000 characters to the history of ``record``. Raises InvalidValue beyond."""
    draft = Draft(type(record), record, "note", note=LongText(NOTE_LENGTH).parse(text))
    pending.put(session(), object(), [draft])


@dataclass(slots=True)
class Draft:
    """A row to write once its record has an id; ``record`` is an id when the record itself is not in memory."""

    model: type[Base]
    record: Base | int
    event: str
    transition: str | None = None
    changes: Changes = field(default_factory=dict)
    note: str | None = None
    reason: str | None = None
    at: datetime = field(default_factory=now)

    def row(self) -> dict[str, Any]:
        """The row of the table; its author is the acting identity."""
        identity, account = current(), author()
        reason = identity.reason if self.reason is None and isinstance(identity, System) else self.reason
        return {
            "at": self.at,
            "actor_id": account.id if account else None,
            "actor_label": account.label if account else "",
            "model": named(self.model),
            "record_id": self.record if isinstance(self.record, int) else id_of(self.record),
            "operator_id": None if isinstance(self.record, int) else self.record.__dict__.get("operator_id"),
            "event": self.event,
            "transition": self.transition,
            "reason": reason,
            "changes": self.changes or None,
            "note": self.note,
        }


def _write(within: Session, groups: list[list[Draft]]) -> None:
    if rows := [draft.row() for group in groups for draft in group]:
        beneath("l’historique de ce que la transaction change").execute(insert(history_entry), rows)


#: Drafts by record (its state, or model and id when it is not in memory); those of one record stay in order.
pending: Pending[list[Draft]] = Pending(Phase.HISTORY, _write)


@listens_for(RelaisSession, "after_transaction_end")
def _forget_reason(within: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        within.info.pop(REASON, None)
