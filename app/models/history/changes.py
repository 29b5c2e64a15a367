"""What a flush changes in one record, read from what is already in memory: nothing is loaded for history."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import inspect
from sqlalchemy.orm import PassiveFlag
from sqlalchemy.orm.attributes import get_history

from app.models.base import Base
from app.models.description import Described, describe, named
from app.privacy.declarations import Personal

#: What memory holds, links added to a collection that was never loaded included.
_KNOWN = PassiveFlag.PASSIVE_NO_INITIALIZE | PassiveFlag.INCLUDE_PENDING_MUTATIONS

Changes = dict[str, Any]


class Parent(NamedTuple):
    """Where the history of a line is told: on the record that holds it."""

    model: type[Base]
    lines: str
    foreign_key: str


@cache
def parent_of(model: type[Base]) -> Parent | None:
    """The parent of a model whose records are the lines of another, else None."""
    for relation in inspect(model).relationships:
        if relation.direction.name != "MANYTOONE" or not relation.back_populates:
            continue
        owner: type[Base] = relation.mapper.class_
        described = describe(owner).get(relation.back_populates)
        if described is not None and described.field.kind.name == "lines":
            column = next(iter(relation.local_columns))
            return Parent(owner, described.name, inspect(model).get_property_by_column(column).key)
    return None


class Sealer:
    """Writes the values of personal fields as keyed hashes: two can be compared, none can be read."""

    def __init__(self, secret: bytes) -> None:
        self._key = hmac.digest(secret, b"history", "sha256")

    def seal(self, place: str, value: Any) -> str | None:
        """The hash of ``value`` at ``place`` (model and field), None for an empty value."""
        if value is None:
            return None
        text = json.dumps([place, value], ensure_ascii=False, sort_keys=True)
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()[:32]


def changed(record: Base, sealer: Sealer) -> Changes:
    """Fields of ``record`` that this flush changes, old and new."""
    return dict(_changed(record, sealer))


def whole(record: Base, sealer: Sealer, *, new: bool) -> Changes:
    """Every loaded column of ``record`` as appearing (``new``) or disappearing."""
    found: Changes = {}
    for name, item in describe(type(record)).items():
        value = record.__dict__.get(item.attribute.key)
        if item.relationship is not item.attribute and value is not None:
            found[name] = _pair(record, item, sealer, *((None, value) if new else (value, None)))
    return found


def merge(changes: Changes, more: Changes) -> None:
    """Add to ``changes`` what a later flush of the same transaction changed: the first old value, the last new one."""
    for name, change in more.items():
        before = changes.get(name)
        if before is None:
            changes[name] = change
        elif isinstance(change, list):
            changes[name] = [before[0], change[1]]
        elif "sealed" in change:
            changes[name] = {"sealed": [before["sealed"][0], change["sealed"][1]]}
        else:
            changes[name] = {side: [*before[side], *change[side]] for side in change}


def id_of(record: Base) -> int:
    """The id of a record already sent to the database, even in the flush that creates it; nothing is loaded."""
    identity = inspect(record).identity
    found: int = identity[0] if identity else record.__dict__["id"]
    return found


def parent_id(line: Base, parent: Parent) -> int | None:
    """The id of the record that holds ``line``, or held it until this flush; None when memory does not know."""
    history = get_history(line, parent.foreign_key, _KNOWN)
    return next((known for known in history.sum() if known is not None), None)


def _changed(record: Base, sealer: Sealer) -> Iterator[tuple[str, Any]]:
    for name, item in describe(type(record)).items():
        if item.field.kind.name == "lines":
            continue
        history = get_history(record, item.attribute.key, _KNOWN)
        if not history.has_changes():
            continue
        if item.field.kind.name == "refs":
            sides = {"added": history.added, "removed": history.deleted}
            yield name, {side: [id_of(other) for other in others] for side, others in sides.items()}
            continue
        old = history.deleted[0] if history.deleted else None
        new = history.added[0] if history.added else None
        if old != new:
            yield name, _pair(record, item, sealer, old, new)


def _pair(record: Base, item: Described, sealer: Sealer, old: Any, new: Any) -> Any:
    values = [None if value is None else item.field.kind.to_json(value) for value in (old, new)]
    if isinstance(item.field.personal, Personal):
        place = f"{named(type(record))}.{item.name}"
        return {"sealed": [sealer.seal(place, value) for value in values]}
    return values
