"""Which models a statement names, found by walking it: sub-queries, EXISTS, common tables, joins and eager loads."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Column, Join, Select, Table, TextClause
from sqlalchemy.orm import Mapper, RelationshipProperty
from sqlalchemy.orm.strategy_options import Load
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import ColumnClause

from app.access.errors import BeneathTheWall
from app.models.base import Base

_HARMLESS = re.compile(r"\*|\w+")


@dataclass(slots=True)
class Named:
    """What a statement names: mapped classes, those its eager joins add, and what no condition can be attached to."""

    mappers: set[Mapper[Any]] = field(default_factory=set)
    joined: set[Mapper[Any]] = field(default_factory=set)
    bare: list[str] = field(default_factory=list)
    #: Columns of a named model's own table, listed apart from the model: SQLAlchemy's loaders do, others may not.
    listed: list[str] = field(default_factory=list)


def walk(statement: Any) -> Named:
    """The models that ``statement`` reads or changes.

    Raises BeneathTheWall for a collection loaded by a join, and for ``orm.join``: SQLAlchemy attaches no condition to
    what it joins.
    """
    found = Named()
    tables: set[Any] = set()
    for element in visitors.iterate(statement):
        if isinstance(element, Join):
            raise BeneathTheWall("join(…) : écrivez select(…).join(…), que le mur filtre")
        mapper = _mapper_of(element)
        if mapper is not None:
            found.mappers.add(mapper)
        elif isinstance(element, Table):
            tables.add(element)
        elif isinstance(element, Column):
            tables.add(element.table)
        elif isinstance(element, TextClause) or _is_sql_text(element):
            found.bare.append("SQL text")
        elif isinstance(element, Select):
            found.mappers.update(_joined_by_name(element))
            found.listed += [str(source) for source in (*element._raw_columns, *element._from_obj) if _is_bare(source)]
    found.joined.update(*(_joined(mapper) for mapper in found.mappers))
    found.joined.update(_eager(getattr(statement, "_with_options", ())))
    # An entity brings its table along, and an association that of its two ends; a table that comes alone is bare.
    expected = {mapper.local_table for mapper in found.mappers}
    found.bare += [str(table) for table in tables - expected if not expected or table in _mapped_tables()]
    return found


def _mapper_of(element: Any) -> Mapper[Any] | None:
    """The model that an expression belongs to, from the marks SQLAlchemy leaves on it."""
    marks: Mapping[str, Any] = getattr(element, "_annotations", {})
    entity = marks.get("parententity") or marks.get("parentmapper")
    return entity.mapper if entity is not None else None


def _joined_by_name(statement: Select[Any]) -> Iterator[Mapper[Any]]:
    """Models that ``join(Model.relationship)`` brings without naming them."""
    for target, onclause, *_ in statement._setup_joins:
        for part in (target, onclause):
            link = getattr(part, "property", None)
            if isinstance(link, RelationshipProperty):
                yield link.mapper


def _is_bare(source: Any) -> bool:
    """Whether what a SELECT lists or takes from is a table or a column of a table, not of a model."""
    table = source.table if isinstance(source, Column) else source
    return table in _mapped_tables() and "parententity" not in source._annotations


def _is_sql_text(element: Any) -> bool:
    """Whether it is a literal column that says more than a name: ``count(*)`` and ``exists(select 1)`` do not."""
    return isinstance(element, ColumnClause) and element.is_literal and not _HARMLESS.fullmatch(element.name)


@cache
def _mapped_tables() -> frozenset[Any]:
    """Called at the first statement, when every add-on is loaded."""
    return frozenset(mapper.local_table for mapper in Base.registry.mappers)


@cache
def _joined(mapper: Mapper[Any]) -> frozenset[Mapper[Any]]:
    """Models that always come along with ``mapper`` by an outer join."""
    found: set[Mapper[Any]] = set()
    for link in mapper.relationships:
        if link.lazy in ("joined", False) and link.mapper not in found:
            _refuse_collection(link)
            found |= {link.mapper} if link.mapper is mapper else {link.mapper, *_joined(link.mapper)}
    return frozenset(found)


def _eager(options: Iterable[Any]) -> Iterator[Mapper[Any]]:
    """Models that the statement's own options load by an outer join."""
    for option in options:
        if not isinstance(option, Load):
            continue
        for element in option.context:
            if ("lazy", "joined") not in (element.strategy or ()) or "eager_from_alias" in element.local_opts:
                continue  # contains_eager() reads a join that the statement itself names
            links = [step for step in element.path.path if isinstance(step, RelationshipProperty)]
            if not links:
                raise BeneathTheWall("joinedload('*') : nommez les relations à charger")
            _refuse_collection(links[-1])
            for link in links:
                yield link.mapper
                yield from _joined(link.mapper)


def _refuse_collection(link: RelationshipProperty[Any]) -> None:
    if link.uselist:
        raise BeneathTheWall(f"{link} : une collection se charge par selectinload, jamais par une jointure")
