"""The data map: what every column of every table declares about persons. What declares nothing is a fault.

Keys and links are not personal by construction, nor are fields of a typed kind. Anything else says ``personal(…)`` or
``not_personal("why")`` beside the column: in its field helper, in ``info["personal"]``, or in ``foreign`` for tables
that are not ours. A column made from others (sort key, search words) is what they are.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Column, Integer, MetaData, Table

from app.models.base import Base
from app.models.description import describe
from app.models.fields import Field
from app.models.words import words_fields
from app.privacy.declarations import Declaration, Personal, not_personal
from app.privacy.foreign import FOREIGN

#: Kinds whose values cannot be a person's: see ``app.models.kinds``.
TYPED = frozenset({"code", "choice", "state", "instant", "day", "money", "count", "flag", "ref"})

_KEY = not_personal("numéro de la ligne")
_LINK = not_personal("lien vers une autre ligne")


@dataclass(frozen=True, slots=True)
class Entry:
    """A column of the map; ``declaration`` is None when nobody said what it may hold."""

    table: str
    column: str
    declaration: Declaration | None

    @property
    def personal(self) -> Personal | None:
        """What it holds about persons, None when nothing."""
        return self.declaration if isinstance(self.declaration, Personal) else None


def data_map(metadata: MetaData = Base.metadata) -> tuple[Entry, ...]:
    """Every column of every table, by table then in the order of the table."""
    models = {mapper.local_table: mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Base)}
    return tuple(
        Entry(table.name, column.name, _declaration(column, models.get(table)))
        for table in sorted(metadata.tables.values(), key=lambda table: table.name)
        for column in table.columns
    )


def problems(metadata: MetaData = Base.metadata) -> Iterator[str]:
    """Columns that declare nothing, and declarations of foreign columns that do not exist."""
    for entry in data_map(metadata):
        if entry.declaration is None:
            yield f"{entry.table}.{entry.column} ne dit pas s’il peut contenir des données personnelles"
    for name, columns in FOREIGN.items():
        table = metadata.tables.get(name)
        for column in columns:
            if table is None or column not in table.columns:
                yield f"app/privacy/foreign.py déclare {name}.{column}, qui n’existe pas"


def _declaration(column: Column[Any], model: type[Base] | None) -> Declaration | None:
    declared = _declared(column)
    if declared is not None:
        return declared
    if model is not None and (sources := _sources(column, model)):
        return _of_sources(sources, model)
    if column.foreign_keys:
        return _LINK
    if column.primary_key and isinstance(column.type, BigInteger | Integer):
        return _KEY
    return None


def _declared(column: Column[Any]) -> Declaration | None:
    assert isinstance(column.table, Table)
    foreign = FOREIGN.get(column.table.name, {}).get(column.name)
    if foreign is not None:
        return foreign
    field = column.info.get("field")
    if isinstance(field, Field):
        if field.personal is not None:
            return field.personal
        return not_personal(f"par construction ({field.kind.name})") if field.kind.name in TYPED else None
    declared: Declaration | None = column.info.get("personal")
    return declared


def _sources(column: Column[Any], model: type[Base]) -> tuple[str, ...]:
    """Names of the fields a derived column is made from."""
    if "sort_key_of" in column.info:
        return (column.info["sort_key_of"],)
    return words_fields(model) if "search_words" in column.info else ()


def _of_sources(sources: tuple[str, ...], model: type[Base]) -> Declaration | None:
    """Personal when one source is; None when one source declares nothing."""
    fields = describe(model)
    found = [_declaration(fields[name].attribute.property.columns[0], model) for name in sources]
    if None in found:
        return None
    return next((item for item in found if isinstance(item, Personal)), not_personal(f"tiré de {', '.join(sources)}"))
