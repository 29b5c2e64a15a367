"""What a form asks of a person: which fields of a description, under which conditions, starting from which values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.models.base import Base
from app.models.description import Described, describe
from app.models.fields import Field

#: Name of the field that, in the model of lines, keeps the order people gave them.
POSITION = "position"


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing a form asks.

    ``required``: nothing typed is refused. ``nullable``: nothing typed is stored as such; otherwise the default of the
    column stands. ``lines`` is what each line asks, for a field that holds lines; ``ordered`` lets people move them.
    """

    name: str
    field: Field
    required: bool
    nullable: bool = True
    target: type[Base] | None = None
    start: Any = None
    lines: tuple["Asked", ...] = ()
    ordered: bool = False


def asked(model: type[Base], names: Iterable[str], *, columns: Mapping[str, tuple[str, ...]]) -> tuple[Asked, ...]:
    """What a form of these fields asks; ``columns`` gives the columns of each lines field."""
    described = describe(model)
    return tuple(_one(described[name], columns.get(name, ())) for name in names)


def _one(item: Described, columns: tuple[str, ...]) -> Asked:
    lines: tuple[Asked, ...] = ()
    if item.field.kind.name == "lines":
        assert item.target is not None
        lines = asked(item.target, (name for name in columns if name != POSITION), columns={})
    start, computed = _default(item)
    required = item.required or (not item.nullable and not computed and item.field.kind.name != "flag")
    return Asked(item.name, item.field, required, item.nullable, item.target, start, lines, POSITION in columns)


def _default(item: Described) -> tuple[Any, bool]:
    """The value a new record starts with, and whether it is rather computed when saved."""
    if item.attribute is item.relationship:
        return None, False
    column = item.attribute.property.columns[0]
    if column.default is not None and column.default.is_scalar:
        return column.default.arg, False
    return None, column.default is not None or column.server_default is not None


def held(record: Base, fields: Iterable[Asked]) -> dict[str, Any]:
    """The values of a record as its form takes them: links by id, lines as dictionaries with their id."""
    return {item.name: _held(record, item) for item in fields}


def _held(record: Base, item: Asked) -> Any:
    kind = item.field.kind.name
    described = describe(type(record))[item.name]
    if kind == "refs":
        return [other.id for other in getattr(record, item.name)]
    if kind == "lines":
        return [{"id": line.id, **held(line, item.lines)} for line in getattr(record, item.name)]
    return getattr(record, described.attribute.key)


def starting(fields: Iterable[Asked]) -> dict[str, Any]:
    """The values a new record starts with."""
    return {item.name: item.start for item in fields if item.start is not None}
