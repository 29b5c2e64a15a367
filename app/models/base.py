"""The base of every table: FAB's registry, one naming convention, an identity, a label."""

from collections.abc import Sequence
from typing import Any, ClassVar, Protocol

import flask_appbuilder.security.sqla.manager  # noqa: F401  # configures every mapper: before ours, which point at each other
from flask_appbuilder import Model
from sqlalchemy import BigInteger, ColumnElement, Identity
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.i18n import Label

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
Model.metadata.naming_convention = NAMING


class Names:
    """What people call the records of a model: «une zone», «des zones»."""

    __slots__ = ("feminine", "plural", "singular")

    def __init__(self, singular: Label, plural: Label, *, feminine: bool = False) -> None:
        self.singular, self.plural, self.feminine = singular, plural, feminine


class PageTitle(Protocol):
    """Names records that no statement can name: whole pages at a time, in Python, from some of their columns.

    Records named this way are shown by their label and opened from a page; they are never sorted, filtered, grouped nor
    looked up by it, and nobody types a link to one.
    """

    columns: tuple[str, ...]

    def write(self, rows: Sequence[Sequence[Any]]) -> list[str | None]:
        """A label for each row of ``columns``; None for a row of nothing, which may not be read."""

    def matching(self, entity: Any, text: str) -> ColumnElement[bool]:
        """Rows of ``entity`` (the model or an alias) that what was typed in a search box names."""


class Base(DeclarativeBase):
    """A table of Relais. Subclasses declare ``__tablename__`` (``<addon>_<thing>``), ``names`` and ``title``."""

    __abstract__ = True
    registry = Model.registry
    metadata = Model.metadata

    names: ClassVar[Names]
    #: Fields whose values, joined by « – », name one record in look-ups, lists and the API. Never personal data
    #: of clients.
    title: ClassVar[tuple[str, ...]] = ("id",)
    #: What names records whose columns are sealed, instead of ``title``.
    page_title: ClassVar[PageTitle | None] = None
    #: Plural English name of the records in the API: ``professionals``.
    resource: ClassVar[str]
    #: Fields that name one record in data files: ``("code",)``.
    natural_key: ClassVar[tuple[str, ...]] = ()
    #: Whether history keeps who changed its records; off for the kernel's own machinery.
    recorded: ClassVar[bool] = True

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True, sort_order=-100)

    def check(self) -> None:
        """Raise a DomainError when the fields, each valid alone, disagree. Called before each save."""

    def __str__(self) -> str:
        return " – ".join(str(value) for name in self.title if (value := getattr(self, name)) is not None)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.__dict__.get('id')}>"
