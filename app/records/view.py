"""What one person may read of a model, and so filter, sort, group, count and search by: nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, any_, func, or_, select
from sqlalchemy.orm import aliased

from app.access import require
from app.access.in_force import rules_in_force
from app.access.rules import Rules
from app.errors import BadQuery
from app.models.base import Base
from app.models.description import Described, describe
from app.models.words import derived, matches, sort_attribute, words_fields
from app.records.labels import Title, link_title, linked_model
from app.records.rights import Roles, acting_roles, fields_for

#: Kinds filtered by a list of values, ``state=published,expired``.
LISTED = frozenset({"choice", "state", "ref", "refs", "flag", "code"})
#: Kinds whose column sorts as people expect.
SORTED = frozenset({"choice", "state", "flag", "code", "email", "phone", "siren"})
GROUPED = frozenset({"choice", "state", "ref", "flag", "day", "instant"})


@dataclass(frozen=True, slots=True)
class SortKey:
    """What a sort compares. ``link`` names the field whose joins reach it, when it stands in another table."""

    column: ColumnElement[Any]
    nullable: bool
    link: str | None = None


@dataclass(frozen=True, eq=False)
class View:
    """A model as one set of roles reads it.

    ``fields`` holds what may be read, in the order of declaration; ``titles`` and ``several`` how the labels of
    links to one record and to several are read.
    """

    model: type[Base]
    fields: Mapping[str, Described]
    titles: Mapping[str, Title]
    several: Mapping[str, Title]

    @cached_property
    def sorts(self) -> Mapping[str, SortKey]:
        """What orders the list, by the name ``sort=`` gives."""
        found = {"id": SortKey(self.model.id.expression, nullable=False)}
        keyed = derived(self.model).keys
        for name, item in self.fields.items():
            kind = item.field.kind
            if name in self.titles:
                if parts := self.titles[name].parts:
                    found[name] = SortKey(parts[0].order, nullable=True, link=name)
            elif name in keyed or kind.ranged or kind.name in SORTED:
                found[name] = SortKey(sort_attribute(self.model, name).expression, nullable=item.nullable)
        return found

    @cached_property
    def _told(self) -> Mapping[str, Described]:
        """Fields whose values a statement can tell apart for people: not links to sealed records."""
        return {name: item for name, item in self.fields.items() if item.page_title is None}

    @cached_property
    def sealed(self) -> Mapping[str, Described]:
        """Links to sealed records that the instant search follows, by name."""
        return {name: item for name, item in self.fields.items() if item.page_title and item.field.search}

    @cached_property
    def listed(self) -> Mapping[str, Described]:
        """Fields filtered by values, by name."""
        return {name: item for name, item in self._told.items() if item.field.kind.name in LISTED}

    @cached_property
    def ranged(self) -> Mapping[str, Described]:
        """Fields filtered by the bounds ``<name>_from`` and ``<name>_to``, by name."""
        return {name: item for name, item in self.fields.items() if item.field.kind.ranged}

    @cached_property
    def facets(self) -> Mapping[str, Described]:
        """Fields whose values are offered with their counts, by name."""
        return {name: item for name, item in self.listed.items() if item.field.facet}

    @cached_property
    def groups(self) -> Mapping[str, Described]:
        """Fields the list may be grouped by, by name; days and instants by month."""
        return {name: item for name, item in self._told.items() if item.field.kind.name in GROUPED}

    @cached_property
    def measures(self) -> Mapping[str, Described]:
        """Fields summed in groups, by name."""
        return {name: item for name, item in self.fields.items() if item.field.measure}

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Names of the fields a list can show."""
        return tuple(name for name, item in self.fields.items() if item.field.kind.name != "lines")

    @property
    def searchable(self) -> bool:
        """Whether some field that may be read feeds the instant search."""
        return bool(self.sealed) or any(name in self.fields for name in words_fields(self.model))

    def field(self, name: str) -> Described:
        """A field that may be read. Raises BadQuery for any other name, hidden or unknown alike."""
        if name not in self.fields:
            raise BadQuery(name=name)
        return self.fields[name]

    def matching(self, text: str) -> ColumnElement[bool]:
        """Rows in which every word of ``text`` begins a word of a field that may be read, or whose contact it names."""
        own = matches(self.model, text, self.fields.keys())
        return or_(own, *(_bears(item, text) for item in self.sealed.values()))


def view_of(model: type[Base]) -> View:
    """``model`` as the acting identity reads it. Raises Forbidden when it may read nothing of it."""
    require("read", model)
    return _view(rules_in_force(), model, acting_roles())


def _bears(item: Described, text: str) -> ColumnElement[bool]:
    """Rows that link to a sealed record ``text`` names. The ids come first, as an array: both indexes then serve."""
    target: Any = aliased(linked_model(item))
    assert item.page_title is not None
    ids = select(target.id).where(item.page_title.matching(target, text)).scalar_subquery()
    found: ColumnElement[bool] = item.attribute == any_(func.array(ids, type_=ARRAY(BigInteger)))
    return found


@lru_cache(maxsize=4096)
def _view(rules: Rules, model: type[Base], roles: Roles) -> View:
    """One view per rule set, model and set of roles; ``rules`` and ``roles`` only tell cached views apart."""
    readable = fields_for("read", model)
    fields = {name: item for name, item in describe(model).items() if name in readable}
    one, several = (
        {
            name: link_title(model, item)
            for name, item in fields.items()
            if item.field.kind.name == kind and item.target is not None
        }
        for kind in ("ref", "refs")
    )
    return View(model, fields, one, several)
