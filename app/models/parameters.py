"""Business parameters: declared by add-ons with their bounds and the article they come from, dated per operator."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import BigInteger, Column, Identity, String, Table, UniqueConstraint, select
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.event import listens_for
from sqlalchemy.orm import Session, SessionTransaction

from app.access.identity import Account, current
from app.access.system import beneath
from app.database import RelaisSession, session
from app.errors import DomainError
from app.i18n import Label, _l
from app.models.base import Base
from app.models.clock import now
from app.models.kinds import Kind
from app.models.types import UtcDateTime
from app.privacy.declarations import Category, Subject, not_personal, personal

T = TypeVar("T")

_CACHE = "parameters"

parameter_value = Table(
    "parameter_value",
    Base.metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("name", String(80), nullable=False, info={"personal": not_personal("nom d’un paramètre")}),
    Column("operator_id", BigInteger, nullable=False, info={"personal": not_personal("numéro de l’entreprise")}),
    Column("valid_from", UtcDateTime(), nullable=False, info={"personal": not_personal("début d’effet")}),
    Column("value", JSONB, nullable=False, info={"personal": not_personal("réglage de l’entreprise")}),
    Column("set_at", UtcDateTime(), nullable=False, info={"personal": not_personal("instant du réglage")}),
    Column(
        "set_by_id",
        BigInteger,
        info={
            "personal": personal(Subject.STAFF, Category.IDENTITY, purpose="traçabilité des réglages", kept="10 ans")
        },
    ),
    UniqueConstraint("operator_id", "name", "valid_from"),
)


class ParameterBackdated(DomainError):
    """What was decided under the old value stays decided: a value holds from now on, or later."""

    sentence = _l("Un paramètre ne change pas dans le passé : choisissez une date à venir.")


@dataclass(frozen=True, slots=True)
class Parameter(Generic[T]):
    """A declared parameter: ``NOTICE = Parameter("notice_days", _l("Préavis"), Count(0, 90), 15, source="CGV-22.a")``.

    ``kind`` bears its type and bounds; ``default`` holds until a value is dated; ``source`` is the article that sets
    it. ``zero_warning`` says what zero means where the bounds allow it.
    """

    name: str
    label: Label
    kind: Kind
    default: T
    source: str
    help: Label = ""
    zero_warning: Label = ""

    def __post_init__(self) -> None:
        self.kind.from_json(self.kind.to_json(self.default))


def value(parameter: Parameter[T], operator_id: int, at: datetime | None = None) -> T:
    """The value in force for the operator at ``at``, now by default.

    All values of the operator are read by one statement, once per transaction.
    """
    dated = _values(operator_id).get(parameter.name, [])
    rank = bisect_right(dated, at or now(), key=lambda item: item[0])
    return parameter.default if rank == 0 else cast(T, parameter.kind.from_json(dated[rank - 1][1]))


def set_value(
    parameter: Parameter[T], operator_id: int, new: T, *, valid_from: datetime | None = None
) -> Sequence[Label]:
    """Date a value, from now by default, and return the warnings to show.

    Raises InvalidValue outside the bounds, ParameterBackdated before now. A value already dated at the same instant is
    replaced.
    """
    present = now()
    if (valid_from or present) < present:
        raise ParameterBackdated(field="valid_from")
    plain = parameter.kind.to_json(new)
    parameter.kind.from_json(plain)
    identity = current()
    row = {
        "name": parameter.name,
        "operator_id": operator_id,
        "valid_from": valid_from or present,
        "value": plain,
        "set_at": present,
        "set_by_id": identity.id if isinstance(identity, Account) else None,
    }
    statement = insert(parameter_value).values(row)
    keys = ("operator_id", "name", "valid_from")
    beneath("un paramètre de l’entreprise").execute(
        statement.on_conflict_do_update(
            index_elements=keys, set_={name: statement.excluded[name] for name in row if name not in keys}
        )
    )
    session().info.pop(_CACHE, None)
    return [parameter.zero_warning] if parameter.zero_warning and not new else []


def _values(operator_id: int) -> dict[str, list[tuple[datetime, Any]]]:
    cache: dict[int, dict[str, list[tuple[datetime, Any]]]] = session().info.setdefault(_CACHE, {})
    if operator_id not in cache:
        columns = parameter_value.c
        rows = beneath("les paramètres de l’entreprise").execute(
            select(columns.name, columns.valid_from, columns.value)
            .where(columns.operator_id == operator_id)
            .order_by(columns.valid_from)
        )
        found: dict[str, list[tuple[datetime, Any]]] = {}
        for name, valid_from, plain in rows:
            found.setdefault(name, []).append((valid_from, plain))
        cache[operator_id] = found
    return cache[operator_id]


@listens_for(RelaisSession, "after_transaction_end")
def _forget(within: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None or transaction.nested:
        within.info.pop(_CACHE, None)
