"""Refusals of a read or a write, and what a broken database constraint means for the person who typed."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Table
from sqlalchemy.exc import IntegrityError

from app.database import session
from app.errors import DomainError, Duplicate, InvalidFields, RecordInUse
from app.i18n import _l
from app.models.base import Base
from app.models.description import Described, describe
from app.records.labels import linked_model

REQUIRED = _l("Ce champ est obligatoire.")
GONE = _l("Cette fiche n’existe pas ou plus : choisissez-en une autre.")

NOT_NULL, UNIQUE, EXCLUSION = "23502", "23505", "23P01"
#: PostgreSQL 18 tells a restricted deletion apart; before, it was a broken foreign key as any other.
FOREIGN_KEY, RESTRICTED = "23503", "23001"


class UnknownField(DomainError):
    """A field this person may not type, or that does not exist: the two are never told apart."""

    status = 400
    sentence = _l("Ce champ n’existe pas ou ne se modifie pas : %(name)s.")

    def __init__(self, name: str) -> None:
        super().__init__(name=name)


@contextmanager
def saving(model: type[Base], *, deleting: bool = False) -> Iterator[None]:
    """Write records of ``model`` and their lines inside a savepoint; a broken constraint becomes a refusal.

    Raises Duplicate for a taken value, RecordInUse for a record others point at, InvalidFields for a missing value or a
    related record that has gone. Any refusal leaves the transaction usable, without what the block wrote. The
    database's own text, which quotes values, goes no further.
    """
    try:
        with session().begin_nested():
            yield
    except IntegrityError as error:
        refusal = _meaning(error.orig, model, deleting=deleting)
        if refusal is None:
            raise
        raise refusal from None


def _meaning(broken: Any, model: type[Base], *, deleting: bool) -> DomainError | None:
    diagnosis = broken.diag
    table = Base.metadata.tables.get(diagnosis.table_name)
    if table is None:
        return None
    name = _field(model, table, diagnosis)
    match broken.sqlstate:
        case code if code in (UNIQUE, EXCLUSION):
            return Duplicate(field=name)
        case code if code == RESTRICTED or (code == FOREIGN_KEY and (deleting or name is None)):
            return RecordInUse()
        case code if code == FOREIGN_KEY and name is not None:
            return InvalidFields({name: GONE})
        case code if code == NOT_NULL and name is not None:
            return InvalidFields({name: REQUIRED})
    return None


def _field(model: type[Base], table: Table, diagnosis: Any) -> str | None:
    """Name of the field the sentence stands beside: typed ones first, links last; the lines when it is theirs."""
    described = describe(model).values()
    if model.__table__ is not table:
        lines = (item for item in described if item.field.kind.name == "lines")
        return next((item.name for item in lines if linked_model(item).__table__ is table), None)
    broken = _columns(table, diagnosis)
    found = [item for item in described if _column(item) in broken]
    found.sort(key=lambda item: (item.field.readonly, item.field.kind.name == "ref"))
    return found[0].name if found else None


def _columns(table: Table, diagnosis: Any) -> set[str]:
    """Names of the columns of the constraint or unique index; none when the models do not declare it."""
    if diagnosis.column_name:
        return {diagnosis.column_name}
    named: list[Any] = [*table.constraints, *table.indexes]
    found = next((each for each in named if each.name == diagnosis.constraint_name), None)
    return {column.name for column in getattr(found, "columns", ())}


def _column(item: Described) -> str | None:
    return None if item.attribute is item.relationship else item.attribute.property.columns[0].name
