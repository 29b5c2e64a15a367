"""The history of a record as its page shows it: a page of entries, newest first, and where the older ones begin."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.models.base import Base
from app.records.history import Entry, entries
from app.records.rights import fields_for

#: Entries shown at once.
LENGTH = 20

ICONS = {"create": "plus", "write": "edit", "note": "message-circle", "delete": "trash"}


@dataclass(frozen=True, slots=True)
class Timeline:
    """Some entries; ``older`` is the id before which the next ones stand, None at the end."""

    entries: Sequence[Entry]
    older: int | None


def timeline(model: type[Base], id: int, before: int | None = None) -> Timeline:
    """History of a record that was already found readable, limited to the fields this person may see."""
    found = entries(model, id, fields_for("read", model), limit=LENGTH + 1, before=before)
    shown = found[:LENGTH]
    return Timeline(shown, shown[-1].id if len(found) > LENGTH else None)
