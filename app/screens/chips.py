"""Conditions in force on a list, each with the address of the list without it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.formats import EMPTY, format_day
from app.i18n import _
from app.models.description import Described
from app.records.lookup import name_links
from app.records.query import Between, OneOf, Query
from app.records.values import write_value
from app.records.view import View
from app.screens.list_links import Links


@dataclass(frozen=True, slots=True)
class Chip:
    """A condition in force, and the address of the list without it."""

    label: str
    value: str
    url: str


def chips(view: View, query: Query, links: Links) -> Iterator[Chip]:
    """The conditions of a list in the order of its fields; linked records are named by one query per field."""
    if query.text:
        yield Chip(_("Recherche"), query.text, links.to(q=None))
    for name, condition in query.filters.items():
        item = view.fields[name]
        label = str(item.field.label)
        if isinstance(condition, Between):
            yield Chip(label, _range(item, condition), links.between(name))
            continue
        written = _written(item, condition)
        for value in condition.values:
            yield Chip(label, written[value], links.toggled(name, write_value(value)))


def _written(item: Described, condition: OneOf) -> dict[Any, str]:
    """How the values of a filter are read; a linked record that the person may not read is only a dash."""
    filled = [value for value in condition.values if value is not None]
    if item.target is None:
        written = {value: item.field.kind.show(value) for value in filled}
    else:
        found = name_links(item.target, filled)
        written = {value: (found[value].label if value in found else None) or EMPTY for value in filled}
    return {None: _("Non renseigné"), **written}


def _range(item: Described, condition: Between) -> str:
    low, high = (_bound(item, bound) for bound in (condition.low, condition.high))
    if high is None:
        return _("à partir de %(low)s", low=low)
    if low is None:
        return _("jusqu’à %(high)s", high=high)
    return low if low == high else _("de %(low)s à %(high)s", low=low, high=high)


def _bound(item: Described, bound: Any) -> str | None:
    if bound is None:
        return None
    return format_day(bound) if type(bound) is date else item.field.kind.show(bound)
