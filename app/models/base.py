"""The base of every table: FAB's registry, one naming convention, an identity, a label."""

from typing import ClassVar

from flask_appbuilder import Model
from sqlalchemy import BigInteger, Identity
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


class Base(DeclarativeBase):
    """A table of Relais. Subclasses declare ``__tablename__`` (``<addon>_<thing>``), ``names`` and ``title``."""

    __abstract__ = True
    registry = Model.registry
    metadata = Model.metadata

    names: ClassVar[Names]
    #: Fields whose values, joined by « – », name one record in look-ups, lists and the API. Never personal data
    #: of clients.
    title: ClassVar[tuple[str, ...]] = ("id",)
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
