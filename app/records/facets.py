"""Values offered beside a list, each with its count under the other filters."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from app.database import session
from app.i18n import Label
from app.models.base import Base
from app.models.description import Described
from app.records.conditions import conditions
from app.records.labels import linked_model
from app.records.lookup import name_links
from app.records.query import OneOf, Query
from app.records.values import write_value
from app.records.view import View

MOST_VALUES = 12


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value: as people read it (None: they may not), as the address writes it, how many rows, chosen or not."""

    label: str | None
    value: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A field and its values, the most frequent first; ``more`` when others were left out."""

    name: str
    label: Label
    values: list[FacetValue]
    more: bool


def facets(view: View, query: Query) -> list[Facet]:
    """Every facet of the list: the twelve most frequent values, and the chosen ones whatever their count.

    Each is counted without its own filter. One statement per facet, one more for the labels of links.
    """
    return [_facet(view, query, item) for item in view.facets.values()]


def _facet(view: View, query: Query, item: Described) -> Facet:
    condition = query.filters.get(item.name)
    chosen = list(condition.values) if isinstance(condition, OneOf) else []
    where = conditions(view, query, without=item.name)
    counts = _counts(view.model, item, where, limit=MOST_VALUES + 1)
    more = len(counts) > MOST_VALUES
    counts = dict(list(counts.items())[:MOST_VALUES])
    if absent := [value for value in chosen if value is not None and value not in counts]:
        counts |= dict.fromkeys(absent, 0) | _counts(view.model, item, where, among=absent)
    if None in chosen:
        counts.setdefault(None, 0)
    labels = _labels(item, [value for value in counts if value is not None])
    values = [
        FacetValue(labels[value], write_value(value), number, value in chosen) for value, number in counts.items()
    ]
    return Facet(item.name, item.field.label, values, more)


def _counts(
    model: type[Base],
    item: Described,
    where: Sequence[ColumnElement[bool]],
    *,
    limit: int | None = None,
    among: Sequence[Any] = (),
) -> dict[Any, int]:
    """Rows by value, the most frequent first."""
    if item.field.kind.name == "refs":
        target: Any = aliased(linked_model(item))
        value: Any = target.id
        statement = select(value, func.count()).select_from(model).join(item.attribute.of_type(target))
    else:
        value = item.attribute
        statement = select(value, func.count()).select_from(model)
    statement = statement.where(*where).group_by(value).order_by(func.count().desc(), value).limit(limit)
    if among:
        statement = statement.where(value.in_(among))
    return {found: number for found, number in session().execute(statement)}


def _labels(item: Described, values: Sequence[Any]) -> dict[Any, str | None]:
    """What people read for each value: «—» has no label here, nor has a link they may not follow."""
    if item.target is None:
        return {None: None} | {value: item.field.kind.show(value) for value in values}
    found = name_links(item.target, values) if issubclass(item.target, Base) else {}
    return {None: None} | {value: found[value].label if value in found else None for value in values}
