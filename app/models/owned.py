"""Records of one operator: every business table has its owner and is seen by that operator's people alone."""

from typing import Any

from sqlalchemy.orm import Mapped, declared_attr, relationship

from app.access.grants import Restrict
from app.access.identity import Account, current
from app.errors import DomainError
from app.i18n import _l
from app.models.base import Base
from app.models.fields import ref

#: The table of operators: the one name the kernel asks of the add-on that declares it.
OPERATORS = "base_operator"


class OperatorMissing(DomainError):
    """The acting person works for several operators and chose none, or the system named none."""

    status = 409
    sentence = _l("Choisissez d’abord l’entreprise pour laquelle vous travaillez.")


class Owned:
    """Adds ``operator``, required: given explicitly, else that of the acting account.

    Raises OperatorMissing at flush when neither is known.
    """

    @declared_attr
    def operator_id(cls) -> Mapped[int]:
        return ref(f"{OPERATORS}.id", label=_l("Entreprise"), readonly=True, default=operator_of_account)

    @declared_attr
    def operator(cls) -> Mapped[Any]:
        return relationship(_operator_class)


def operator_of_account() -> int:
    """The operator the acting account works for. Raises OperatorMissing for the system, and when none was chosen."""
    identity = current()
    if isinstance(identity, Account) and identity.operator_id is not None:
        return identity.operator_id
    raise OperatorMissing


def _operator_class() -> type[Any]:
    for model in Base.__subclasses__():
        if model.__tablename__ == OPERATORS:
            return model
    raise LookupError(f"no add-on declares the table {OPERATORS}")


def restriction(model: type[Owned]) -> Restrict:
    """The default restriction of an owned model: rows of the operator the account works for, none without one."""
    return Restrict(model, lambda me: model.operator_id == me.operator_id)
