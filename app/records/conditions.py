"""Filters as SQL conditions on a model's columns."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased

from app.formats import PARIS
from app.models.description import Described
from app.records.labels import linked_model
from app.records.query import Between, OneOf, Query
from app.records.view import View


def conditions(view: View, query: Query, *, without: str | None = None) -> list[ColumnElement[bool]]:
    """What the rows of the list must meet; ``without`` names a filter left out, for the counts of its own facet."""
    found = [
        _one_of(view.fields[name], condition)
        if isinstance(condition, OneOf)
        else _between(view.fields[name], condition)
        for name, condition in query.filters.items()
        if name != without
    ]
    if query.text:
        found.append(view.matching(query.text))
    return found


def _one_of(item: Described, condition: OneOf) -> ColumnElement[bool]:
    values = [value for value in condition.values if value is not None]
    empty = len(values) < len(condition.values)
    if item.field.kind.name == "refs":
        return or_(_linked_to(item, values), ~_linked_to(item)) if empty else _linked_to(item, values)
    column = item.attribute
    some = column == values[0] if len(values) == 1 else column.in_(values)
    if not empty:
        return some
    return or_(some, column.is_(None)) if values else column.is_(None)


def _linked_to(item: Described, ids: Sequence[int] | None = None) -> ColumnElement[bool]:
    """Rows linked to a record that may be read, among ``ids`` when given."""
    relation = item.attribute.property
    ((own, owner),) = relation.synchronize_pairs
    ((_id, linked),) = relation.secondary_synchronize_pairs
    target: Any = aliased(linked_model(item))
    some = select(target.id).where(
        target.id == linked, owner == relation.parent.get_property_by_column(own).class_attribute
    )
    return (some if ids is None else some.where(target.id.in_(ids))).exists()


def _between(item: Described, condition: Between) -> ColumnElement[bool]:
    column = item.attribute
    if item.field.kind.name == "instant":
        return _instants(column, condition)
    if condition.low is None:
        return column <= condition.high  # type: ignore[no-any-return]
    if condition.high is None:
        return column >= condition.low  # type: ignore[no-any-return]
    return column.between(condition.low, condition.high)


def _instants(column: Any, condition: Between) -> ColumnElement[bool]:
    low, high = condition.low, condition.high
    bounds = []
    if low is not None:
        bounds.append(column >= (low if isinstance(low, datetime) else _midnight(low)))
    if isinstance(high, datetime):
        bounds.append(column <= high)
    elif high is not None:
        bounds.append(column < _midnight(high + timedelta(days=1)))
    both: ColumnElement[bool] = bounds[0] if len(bounds) == 1 else bounds[0] & bounds[1]
    return both


def _midnight(day: date) -> datetime:
    """When the day begins in Paris, as an instant."""
    return datetime.combine(day, time(), PARIS).astimezone(UTC)
