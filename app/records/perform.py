"""Moving a record to another state: one way for the button, the bulk action and the API."""

from collections.abc import Mapping
from typing import Any

from app.database import session
from app.errors import NotFound
from app.models.base import Base
from app.models.workflow import transitions
from app.records.parameters import arguments
from app.records.reading import get
from app.records.refusals import saving


def perform(model: type[Base], id: int, transition: str, values: Mapping[str, Any] | None = None) -> Base:
    """Perform a transition on the record as it is now, locked, and flush it; returns the record.

    ``values`` are the parameters asked, read by the kinds of ``parameters.kind_of``. Raises NotFound for an unknown
    transition or record, Forbidden without the word the transition asks, WrongState, UnknownField, InvalidFields, and
    whatever the service refuses; then nothing of it remains.
    """
    declared = transitions(model).get(transition)
    if declared is None:
        raise NotFound
    record = get(model, id, declared.may, lock=True)
    with saving(model):
        declared.perform(record, **arguments(declared, values or {}))
        session().flush()
    return record
