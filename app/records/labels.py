"""What a linked record is called: its title, read by outer joins that pass through the access wall.

A target the person may not read gives no label; neither do title fields hidden from that person.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.models.base import Base, PageTitle
from app.models.description import Described, describe
from app.models.kinds import Kind
from app.models.words import sort_attribute
from app.records.rights import fields_for

SEPARATOR = " – "


@dataclass(frozen=True, slots=True)
class Link:
    """A linked record: its id, and its label unless the acting person may not read it."""

    id: int
    label: str | None


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a label: its column, what sorts it, how it is written (None: as it stands)."""

    column: ColumnElement[Any]
    order: ColumnElement[Any]
    kind: Kind | None


@dataclass(frozen=True, slots=True)
class Title:
    """The pieces of a record's label and the outer joins that reach them.

    The joins follow relationships: the wall's conditions would not find an alias joined by a condition of ours.
    """

    parts: tuple[Part, ...]
    joins: tuple[InstrumentedAttribute[Any], ...]
    #: The model or the alias of the record that is named.
    entity: Any
    #: What names a record that has no parts.
    page: PageTitle | None = None

    @property
    def columns(self) -> list[ColumnElement[Any]]:
        """What to select to write the label."""
        if self.page is not None:
            return [getattr(self.entity, name) for name in self.page.columns]
        return [part.column for part in self.parts]

    def write_all(self, rows: Sequence[Sequence[Any]]) -> list[str | None]:
        """The labels of a whole page, from the values of its columns."""
        return [self.write(values) for values in rows] if self.page is None else self.page.write(rows)

    def write(self, values: Sequence[Any]) -> str | None:
        """The label of one record that has parts, from the values of its columns; None when all are empty."""
        pieces = [
            str(value) if part.kind is None else part.kind.show(value)
            for part, value in zip(self.parts, values, strict=True)
            if value is not None
        ]
        return SEPARATOR.join(pieces) or None


def link_title(entity: Any, item: Described) -> Title:
    """The title of what the link ``item`` of ``entity`` (a model or an alias) points at."""
    target: Any = aliased(linked_model(item))
    inner = title_of(target, linked_model(item))
    if item.relationship is None or not (inner.parts or inner.page):
        return Title((), (), target)
    join = getattr(entity, item.relationship.key).of_type(target)
    return Title(inner.parts, (join, *inner.joins), target, inner.page)


def linked_model(item: Described) -> type[Base]:
    """The model a link points at. Raises TypeError for a field that is no link."""
    if item.target is None:
        raise TypeError(f"{item.name} links to nothing")
    return item.target


def title_of(entity: Any, model: Any) -> Title:
    """The title of ``entity``, which is ``model`` or an alias of it, as the acting person may read it."""
    if not issubclass(model, Base):  # accounts are FAB's, and no link tells who they are
        return Title((), (), entity)
    if model.page_title is not None:
        return Title((), (), entity, model.page_title)
    visible = fields_for("read", model)
    parts: list[Part] = []
    joins: list[InstrumentedAttribute[Any]] = []
    for name, item in _title_fields(model):
        if item is None:
            parts.append(Part(entity.id, entity.id, None))
        elif name not in visible:
            continue
        elif item.target is not None:
            inner = link_title(entity, item)
            parts += inner.parts
            joins += inner.joins
        else:
            order = getattr(entity, sort_attribute(model, name).key)
            parts.append(Part(getattr(entity, item.attribute.key), order, item.field.kind))
    return Title(tuple(parts), tuple(joins), entity)


def _title_fields(model: type[Base]) -> Iterator[tuple[str, Described | None]]:
    fields = describe(model)
    return ((name, None if name == "id" else fields[name]) for name in model.title)
