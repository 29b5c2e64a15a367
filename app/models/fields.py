"""Field helpers: a column, its label, its place on screens and its personal-data declaration, said once.

Each helper returns a mapped column whose ``info["field"]`` holds a ``Field``. Nullability comes from the annotation:
``Mapped[str | None]`` may stay empty.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Boolean, Date, ForeignKey, Integer, String, Table, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import MappedColumn, Relationship, mapped_column, relationship

from app.i18n import Label
from app.models import kinds
from app.models.choices import Choice
from app.models.types import ChoiceType, Money, UtcDateTime
from app.privacy.declarations import Declaration


@dataclass(frozen=True, slots=True)
class Field:
    """What the kernel knows of a column beyond its type.

    ``search`` puts it in the words of the instant search, ``facet`` offers its values with counts, ``measure`` sums it
    in groups, ``readonly`` keeps it out of forms and API bodies, ``personal`` is its declaration (None: not personal
    by construction, which only the typed helpers may leave out).
    """

    kind: kinds.Kind
    label: Label
    help: Label = ""
    search: bool = False
    facet: bool = False
    measure: bool = False
    readonly: bool = False
    personal: Declaration | None = None


def _column(type_: Any, field: Field, **options: Any) -> MappedColumn[Any]:
    # active_history: a value set over an expired one is read first, so that history knows what it replaced.
    return mapped_column(type_, info={"field": field}, active_history=True, **options)


def text(
    length: int,
    *,
    label: Label,
    personal: Declaration,
    help: Label = "",
    search: bool = False,
    unique: bool = False,
    readonly: bool = False,
    default: str | None = None,
) -> MappedColumn[Any]:
    """One line of at most ``length`` characters."""
    field = Field(kinds.Text(length), label, help, search=search, readonly=readonly, personal=personal)
    return _column(String(length), field, unique=unique or None, **_default(default))


def code(
    length: int,
    *,
    label: Label,
    help: Label = "",
    search: bool = False,
    facet: bool = False,
    unique: bool = False,
    readonly: bool = False,
) -> MappedColumn[Any]:
    """A technical identifier (reference, postal code, INSEE code): not personal by construction."""
    field = Field(kinds.Code(length), label, help, search=search, facet=facet, readonly=readonly)
    return _column(String(length), field, unique=unique or None)


def long_text(
    *, label: Label, personal: Declaration, help: Label = "", length: int = 20_000, readonly: bool = False
) -> MappedColumn[Any]:
    """Several lines of at most ``length`` characters."""
    return _column(Text(), Field(kinds.LongText(length), label, help, readonly=readonly, personal=personal))


def choice(
    choices: type[Choice],
    *,
    label: Label,
    help: Label = "",
    facet: bool = True,
    default: Choice | None = None,
    readonly: bool = False,
) -> MappedColumn[Any]:
    """One member of an enumeration, stored by code."""
    field = Field(kinds.ChoiceKind(choices), label, help, facet=facet, readonly=readonly)
    return _column(ChoiceType(choices), field, **_default(default))


def workflow(states: type[Choice], *, start: Choice, label: Label) -> MappedColumn[Any]:
    """The state of a record: starts at ``start``, then only declared transitions change it."""
    field = Field(kinds.State(states), label, facet=True, readonly=True)
    return _column(ChoiceType(states), field, default=start, index=True)


def instant(
    *,
    label: Label,
    help: Label = "",
    facet: bool = False,
    readonly: bool = False,
    default: Callable[[], Any] | None = None,
    index: bool = False,
) -> MappedColumn[Any]:
    """An aware instant, UTC in the database, Europe/Paris on screens."""
    field = Field(kinds.Instant(), label, help, facet=facet, readonly=readonly)
    return _column(UtcDateTime(), field, index=index or None, **_default(default))


def day(*, label: Label, help: Label = "", facet: bool = False, readonly: bool = False) -> MappedColumn[Any]:
    """A calendar day."""
    return _column(Date(), Field(kinds.Day(), label, help, facet=facet, readonly=readonly))


def money(*, label: Label, help: Label = "", measure: bool = True, readonly: bool = False) -> MappedColumn[Any]:
    """Euros with two decimals. The column's name ends in ``_ht`` or ``_ttc``."""
    return _column(Money(), Field(kinds.MoneyKind(), label, help, measure=measure, readonly=readonly))


def rate(*, label: Label, help: Label = "", readonly: bool = False) -> MappedColumn[Any]:
    """A percentage with two decimals, from 0 to 100."""
    return _column(Money(), Field(kinds.Rate(), label, help, readonly=readonly))


def count(
    *,
    label: Label,
    help: Label = "",
    minimum: int = 0,
    maximum: int = 2_147_483_647,
    measure: bool = False,
    readonly: bool = False,
    default: int | None = None,
) -> MappedColumn[Any]:
    """A whole number from ``minimum`` to ``maximum`` included."""
    field = Field(kinds.Count(minimum, maximum), label, help, measure=measure, readonly=readonly)
    return _column(Integer(), field, **_default(default))


def flag(
    *, label: Label, help: Label = "", facet: bool = True, readonly: bool = False, default: bool = False
) -> MappedColumn[Any]:
    """Yes or no, never empty."""
    return _column(Boolean(), Field(kinds.Flag(), label, help, facet=facet, readonly=readonly), default=default)


def phone(*, label: Label, personal: Declaration, help: Label = "", search: bool = False) -> MappedColumn[Any]:
    """A telephone number in E.164."""
    return _column(String(20), Field(kinds.Phone(), label, help, search=search, personal=personal))


def email(
    *, label: Label, personal: Declaration, help: Label = "", search: bool = False, unique: bool = False
) -> MappedColumn[Any]:
    """An e-mail address."""
    field = Field(kinds.Email(), label, help, search=search, personal=personal)
    return _column(String(254), field, unique=unique or None)


def siren(
    *, label: Label, personal: Declaration, help: Label = "", search: bool = False, unique: bool = False
) -> MappedColumn[Any]:
    """Nine digits; for a sole trader a SIREN names a person, hence the declaration."""
    field = Field(kinds.Siren(), label, help, search=search, personal=personal)
    return _column(String(9), field, unique=unique or None)


def json_data(*, label: Label, personal: Declaration, help: Label = "") -> MappedColumn[Any]:
    """Structured data owned by a service: shown, never typed."""
    return _column(JSONB(), Field(kinds.Json(), label, help, readonly=True, personal=personal))


def ref(
    target: str,
    *,
    label: Label,
    help: Label = "",
    facet: bool = False,
    readonly: bool = False,
    unique: bool = False,
    search: bool = False,
    ondelete: str = "RESTRICT",
    primary_key: bool = False,
    default: Callable[[], int] | None = None,
) -> MappedColumn[Any]:
    """A foreign key, indexed, to ``target`` (``"zones_zone.id"``).

    The many-to-one relationship declared on the same column carries the field's name on screens and in the API:
    ``zone_id`` + ``zone`` are one field, ``zone``. ``search`` is for links to contacts alone: the instant search then
    finds the record by the phone, the e-mail or whole words of the name.
    """
    field = Field(kinds.Ref(), label, help, search=search, facet=facet, readonly=readonly)
    return mapped_column(
        BigInteger(),
        ForeignKey(target, ondelete=ondelete),
        info={"field": field},
        primary_key=primary_key,
        index=not (unique or primary_key) or None,
        unique=unique or None,
        active_history=True,
        **_default(default),
    )


def refs(secondary: Table, *, label: Label, help: Label = "", facet: bool = False) -> Relationship[Any]:
    """A many-to-many link, shown as chips and typed through a look-up."""
    return relationship(
        secondary=secondary, info={"field": Field(kinds.Refs(), label, help, facet=facet)}, passive_deletes=True
    )


def lines(*, label: Label, back_populates: str, order_by: Any = None, help: Label = "") -> Relationship[Any]:
    """The lines of a record (one-to-many), edited inside its form and deleted with it."""
    return relationship(
        back_populates=back_populates,
        cascade="all, delete-orphan",
        order_by=order_by,
        info={"field": Field(kinds.Lines(), label, help)},
    )


def _default(default: Any) -> dict[str, Any]:
    return {} if default is None else {"default": default}
