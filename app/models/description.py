"""What a model is made of, read once from its mapper: fields in declared order, links, lines, workflow."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import ColumnProperty, InstrumentedAttribute, RelationshipProperty

from app.models.base import Base, PageTitle
from app.models.fields import Field


@dataclass(frozen=True, slots=True)
class Described:
    """One field of a model under the name screens and the API use.

    ``attribute`` is the mapped column, or the relationship for many-to-many and lines. ``target`` is the linked model
    of a ref, refs or lines field; ``relationship`` the attribute that loads it.
    """

    name: str
    field: Field
    attribute: InstrumentedAttribute[Any]
    nullable: bool
    target: type[Base] | None = None
    relationship: InstrumentedAttribute[Any] | None = None

    @property
    def page_title(self) -> PageTitle | None:
        """What names the linked record when no statement can; None for any other field."""
        return getattr(self.target, "page_title", None)

    @property
    def required(self) -> bool:
        """Whether a person must fill it: not nullable, no default, not a flag."""
        if self.relationship is self.attribute or self.nullable or self.field.kind.name == "flag":
            return False
        column = self.attribute.property.columns[0]
        return column.default is None and column.server_default is None


def named(model: type[Base]) -> str:
    """Stable code of a model: ``zones.zone`` for table ``zones_zone``."""
    addon, _, rest = model.__tablename__.partition("_")
    return f"{addon}.{rest or addon}"


@cache
def describe(model: type[Base]) -> Mapping[str, Described]:
    """Fields of ``model`` by name, in the order of their declaration; those of mixins come last."""
    mapper = inspect(model)
    links = {
        next(iter(prop.local_columns)).key: prop
        for prop in mapper.relationships
        if prop.direction.name == "MANYTOONE" and len(prop.local_columns) == 1
    }
    found: dict[str, Described] = {}
    declared = list(vars(model))
    for prop in sorted(mapper.attrs, key=lambda prop: declared.index(prop.key)):
        field = _field(prop)
        if field is None:
            continue
        attribute = getattr(model, prop.key)
        if isinstance(prop, RelationshipProperty):
            found[prop.key] = Described(prop.key, field, attribute, True, prop.mapper.class_, attribute)
        else:
            column = prop.columns[0]
            link = links.get(column.key) if column.foreign_keys else None
            name = link.key if link else prop.key
            found[name] = Described(
                name,
                field,
                attribute,
                bool(column.nullable),
                link.mapper.class_ if link else None,
                getattr(model, link.key) if link else None,
            )
    return found


def _field(prop: Any) -> Field | None:
    if isinstance(prop, RelationshipProperty):
        field = prop.info.get("field")
    elif isinstance(prop, ColumnProperty):
        field = prop.columns[0].info.get("field")
    else:
        field = None
    return field if isinstance(field, Field) else None


def state_field(model: type[Base]) -> Described | None:
    """The workflow field of a model, if it has one."""
    return next((item for item in describe(model).values() if item.field.kind.name == "state"), None)
