"""People as records point at them: whoever has an account, by name. FAB keeps the row; nobody writes it from here."""

from sqlalchemy.orm import Mapped, deferred

from app.access.accounts import User
from app.i18n import Label, _l
from app.models import kinds
from app.models.base import Base, Names
from app.models.fields import Field
from app.privacy.declarations import Category, Subject, personal

_NAME = personal(Subject.STAFF, Category.IDENTITY, purpose="traçabilité", kept="tant que le compte existe")


def _field(name: str, label: Label) -> None:
    column = User.__table__.c[name]
    column.info["field"] = Field(kinds.Text(column.type.length), label, readonly=True, personal=_NAME)


_field("first_name", _l("Prénom"))
_field("last_name", _l("Nom"))
_field("username", _l("Identifiant"))


class Person(Base):
    """Somebody with an account: what an author, a decision or a staff profile links to."""

    __tablename__ = "ab_user"
    __table__ = User.__table__
    __mapper_args__ = {"include_properties": ("id", "first_name", "last_name", "username", "email")}  # noqa: RUF012
    names = Names(_l("personne"), _l("personnes"), feminine=True)
    title = ("first_name", "last_name")
    resource = "people"
    recorded = False

    first_name: Mapped[str]
    last_name: Mapped[str]
    username: Mapped[str]
    #: Compared in conditions, and no field: no screen shows it, none filters by it. Left out of what is loaded.
    email: Mapped[str] = deferred(User.__table__.c.email)
