"""One record: as an entity to work on, or as columns to show."""

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import select

from app.access import require
from app.access.identity import Account, current
from app.access.in_force import rules_in_force
from app.database import session
from app.errors import Forbidden, NotFound
from app.models.base import Base
from app.models.description import Described
from app.records.labels import linked_model
from app.records.selection import Row, selection
from app.records.view import View, view_of

AnyRecord = TypeVar("AnyRecord", bound=Base)


def get(model: type[AnyRecord], id: int, word: str = "read", *, lock: bool = False) -> AnyRecord:
    """The record; with ``lock``, as it is now in the database and locked until the end of the transaction.

    Raises Forbidden when ``word`` was granted on no row of the model, or not on this one; NotFound when the record does
    not exist or may not be read.
    """
    require(word, model)
    statement = select(model).where(model.id == id)
    if lock:
        statement = statement.with_for_update(of=model).execution_options(populate_existing=True)
    record = session().scalar(statement)
    if record is None:
        raise NotFound
    if word != "read" and not _carries(word, model, id):
        raise Forbidden
    return record


def _carries(word: str, model: type[Base], id: int) -> bool:
    """Whether the acting identity carries ``word`` on that very row."""
    identity = current()
    if not isinstance(identity, Account):
        return True
    allowed = rules_in_force().condition(model, word, identity)
    return session().scalar(select(model.id).where(model.id == id, allowed)) is not None


def read(view: View, id: int, columns: Sequence[str]) -> Row:
    """The record as columns with the labels of its links, in one statement. Raises NotFound, BadQuery."""
    picked = selection(view, tuple(columns))
    found = session().execute(picked.statement.where(view.model.id == id)).all()
    if not found:
        raise NotFound
    return picked.rows(found)[0]


def read_lines(item: Described, owner_id: int, columns: Sequence[str]) -> list[Row]:
    """The lines of a record, in their own order, with the labels of their links. Raises Forbidden, BadQuery."""
    line = linked_model(item)
    picked = selection(view_of(line), tuple(columns))
    relation = item.attribute.property
    (link,) = relation.remote_side
    owner: Any = line.__mapper__.get_property_by_column(link).class_attribute
    order = relation.order_by or [line.id]
    found = session().execute(picked.statement.where(owner == owner_id).order_by(*order)).all()
    return picked.rows(found)
