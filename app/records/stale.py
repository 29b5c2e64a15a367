"""When two people saved the same record: who changed what since, and the values it has now."""

from typing import Any, NoReturn

from app.errors import StaleVersion
from app.i18n import _
from app.models.base import Base
from app.records.history import entries
from app.records.view import View, view_of

#: Entries read at most; beyond, the sentence would be longer than the form.
MOST_ENTRIES = 20


def refuse_stale(record: Base, version: int | None) -> NoReturn:
    """Raise StaleVersion for somebody who saw ``version`` of a record that has another one now.

    Names only the fields that person may read.
    """
    view = view_of(type(record))
    present: int = record.version  # type: ignore[attr-defined]
    missed = MOST_ENTRIES if version is None else min(max(present - version, 1), MOST_ENTRIES)
    since = [
        entry for entry in entries(type(record), record.id, view.fields.keys(), limit=missed) if entry.event != "note"
    ]
    labels = dict.fromkeys(str(change.label) for entry in since for change in entry.changes)
    raise StaleVersion(
        actor=", ".join(dict.fromkeys(entry.actor for entry in since)) or _("quelqu’un d’autre"),
        changed=", ".join(labels) or _("d’autres champs"),
        version=present,
        current=current_values(view, record),
    )


def current_values(view: View, record: Base) -> dict[str, Any]:
    """Present values of the columns that may be read, by field name; ids for links."""
    return {
        name: getattr(record, item.attribute.key)
        for name, item in view.fields.items()
        if item.attribute is not item.relationship
    }
