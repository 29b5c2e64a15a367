"""History for people: who, when, why, and each change as the screen writes it, within what they may read."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from app.access.system import beneath
from app.database import session
from app.i18n import Label, _, _l
from app.models.base import Base
from app.models.description import Described, describe, named
from app.models.history.table import history_entry
from app.models.workflow import transitions
from app.records.labels import title_of
from app.records.rights import fields_for

#: What people read for each event that is not a transition.
EVENTS: Mapping[str, Label] = {
    "create": _l("Création"),
    "write": _l("Modification"),
    "delete": _l("Suppression"),
    "note": _l("Note"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """A field that changed. ``old`` and ``new`` are written for people, None when empty; ``sealed`` hides both."""

    name: str
    label: Label
    old: str | None
    new: str | None
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened to a record. ``id`` grows with time and serves as the cursor ``before``."""

    id: int
    at: datetime
    actor_id: int | None
    actor: str
    event: str
    label: Label
    reason: str | None
    note: str | None
    changes: tuple[Change, ...]


def entries(
    model: type[Base], record_id: int, fields: Collection[str], *, limit: int = 50, before: int | None = None
) -> Sequence[Entry]:
    """The history of a record, newest first, older than the entry ``before``.

    The caller has checked that the record may be read; changes of fields outside ``fields``, those the person may read,
    are left out. Linked records show their title, or their number when the person may not read them. At most one
    statement, plus one for each model linked in what is shown.
    """
    query = (
        select(history_entry)
        .where(history_entry.c.model == named(model), history_entry.c.record_id == record_id)
        .order_by(history_entry.c.id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(history_entry.c.id < before)
    rows = beneath("l’historique d’une fiche lisible").execute(query).all()
    shown = {name: item for name, item in describe(model).items() if name in fields}
    linked = _Links()
    for row in rows:
        linked.note(shown, row.changes or {})
    linked.load()
    return [_entry(model, row, tuple(_changes(shown, row.changes or {}, linked))) for row in rows]


class _Links:
    """Titles of the records that changes point at, read once per model."""

    def __init__(self) -> None:
        self._ids: dict[type[Base], set[int]] = {}
        self._titles: dict[type[Base], Mapping[int, str]] = {}

    def note(self, shown: Mapping[str, Described], changes: Mapping[str, Any]) -> None:
        for name, change in changes.items():
            item = shown.get(name)
            if item is None or item.target is None:
                continue
            if item.field.kind.name == "lines":
                for line in change["lines"]:
                    self.note(_readable(item.target), line["changes"])
            else:
                self._ids.setdefault(item.target, set()).update(_linked(change))

    def load(self) -> None:
        self._titles = {model: _titles(model, ids) for model, ids in self._ids.items()}

    def title(self, model: type[Base], record_id: int) -> str:
        return self._titles[model].get(record_id) or _("n° %(number)s", number=record_id)


def _titles(model: type[Base], ids: Collection[int]) -> Mapping[int, str]:
    title = title_of(model, model)
    if not title.columns:
        return {}
    query = select(model.id, *title.columns).where(model.id.in_(ids))
    for join in title.joins:
        query = query.outerjoin(join)
    rows = session().execute(query).all()
    labels = title.write_all([row[1:] for row in rows])
    return {row[0]: label or "" for row, label in zip(rows, labels, strict=True)}


def _readable(model: type[Base]) -> Mapping[str, Described]:
    visible = fields_for("read", model)
    return {name: item for name, item in describe(model).items() if name in visible}


def _linked(change: Any) -> Iterator[int]:
    groups: Iterable[Any] = change.values() if isinstance(change, dict) else (change,)
    for group in groups:
        yield from (value for value in group if isinstance(value, int))


def _entry(model: type[Base], row: Row[Any], changes: tuple[Change, ...]) -> Entry:
    transition = transitions(model).get(row.transition) if row.transition else None
    return Entry(
        row.id,
        row.at,
        row.actor_id,
        row.actor_label or _("Système"),
        row.event,
        transition.label if transition else EVENTS.get(row.event, row.transition or row.event),
        row.reason,
        row.note,
        changes,
    )


def _changes(shown: Mapping[str, Described], changes: Mapping[str, Any], linked: _Links) -> Iterator[Change]:
    for name in (name for name in shown if name in changes):
        item, change = shown[name], changes[name]
        if item.field.kind.name == "lines":
            for line in change["lines"]:
                yield _line_change(item, line, linked)
        elif isinstance(change, list):
            old, new = (_shown(item, value, linked) for value in change)
            yield Change(name, item.field.label, old, new)
        elif "sealed" in change:
            yield Change(name, item.field.label, None, None, sealed=True)
        else:
            old, new = (_several(item, change[side], linked) for side in ("removed", "added"))
            yield Change(name, item.field.label, old, new)


def _line_change(item: Described, line: Mapping[str, Any], linked: _Links) -> Change:
    """One line in one sentence per side: «Zone : Paris · Délai : 30»."""
    assert item.target is not None
    changes = list(_changes(_readable(item.target), line["changes"], linked))
    sides = [
        " · ".join(f"{change.label} : {value}" for change in changes if (value := getattr(change, side)) is not None)
        for side in ("old", "new")
    ]
    return Change(item.name, item.field.label, sides[0] or None, sides[1] or None)


def _several(item: Described, ids: Iterable[int], linked: _Links) -> str | None:
    assert item.target is not None
    return ", ".join(linked.title(item.target, record_id) for record_id in ids) or None


def _shown(item: Described, value: Any, linked: _Links) -> str | None:
    if value is None:
        return None
    if item.target is not None:
        return linked.title(item.target, value)
    if item.field.kind.name == "json":
        return None
    return item.field.kind.show(item.field.kind.from_json(value))
