"""A list folded into groups: how many rows each value has, and the sums of its measures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Date, cast, func, select

from app.database import session
from app.errors import BadQuery
from app.models.base import Base
from app.models.description import Described
from app.models.kinds import Kind
from app.records.conditions import conditions
from app.records.lookup import name_links
from app.records.query import Query
from app.records.values import write_value
from app.records.view import View

MOST_GROUPS = 200


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that share a value. ``label`` is None for no value, or one the person may not read.

    ``args`` are the parameters that narrow the list to this group; ``sums`` the totals by measure, None without any.
    """

    label: str | None
    args: Mapping[str, str]
    count: int
    sums: Mapping[str, Decimal | int | None]


@dataclass(frozen=True, slots=True)
class Grouped:
    """Groups, the largest first (months: the latest first); ``more`` when some were left out."""

    groups: list[Group]
    more: bool


def fold(view: View, query: Query) -> Grouped:
    """The list by ``query.group``: one statement, two when groups are links. Raises BadQuery without a group."""
    if query.group is None or query.group not in view.groups:
        raise BadQuery(name=query.group)
    item = view.groups[query.group]
    monthly = item.field.kind.ranged
    value = _month(item) if monthly else item.attribute
    sums = [func.sum(measure.attribute) for measure in view.measures.values()]
    statement = (
        select(value, func.count(), *sums)
        .select_from(view.model)
        .where(*conditions(view, query))
        .group_by(value)
        .order_by(*([value.desc().nulls_last()] if monthly else [func.count().desc(), value]))
        .limit(MOST_GROUPS + 1)
    )
    rows = session().execute(statement).all()
    kept = rows[:MOST_GROUPS]
    labels = _labels(item, [row[0] for row in kept if row[0] is not None])
    return Grouped(
        [
            Group(labels.get(row[0]), _args(item, row[0]), row[1], dict(zip(view.measures, row[2:], strict=True)))
            for row in kept
        ],
        more=len(rows) > MOST_GROUPS,
    )


def _month(item: Described) -> ColumnElement[Any]:
    """The first day of the month, in Paris."""
    column: Any = item.attribute
    if item.field.kind.name == "instant":
        column = func.timezone("Europe/Paris", column)
    return cast(func.date_trunc("month", column), Date)


def _args(item: Described, value: Any) -> Mapping[str, str]:
    if value is None or not item.field.kind.ranged:
        return {item.name: write_value(value)}
    return {f"{item.name}_from": write_value(value), f"{item.name}_to": write_value(_last_day(value))}


def _last_day(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _labels(item: Described, values: list[Any]) -> Mapping[Any, str | None]:
    kind: Kind = item.field.kind
    if kind.ranged:
        return {value: f"{value:%m/%Y}" for value in values}
    if item.target is None:
        return {value: kind.show(value) for value in values}
    found = name_links(item.target, values) if issubclass(item.target, Base) else {}
    return {id_: link.label for id_, link in found.items()}
