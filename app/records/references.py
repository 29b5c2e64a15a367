"""Records that typed ids point at, read together through the access wall: one statement per linked model."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from app.database import session
from app.i18n import Label
from app.models.base import Base
from app.records.cursor import LARGEST_ID
from app.records.refusals import GONE


class References:
    """The links of one form: first ``want`` each, then ``load`` them all, then take them with ``one``."""

    def __init__(self) -> None:
        self._wanted: dict[type[Base], dict[str, list[int]]] = defaultdict(dict)
        self._found: dict[tuple[type[Base], int], Base] = {}

    def want(self, path: str, model: type[Base], ids: Iterable[int]) -> None:
        """Note the ids typed in the field ``path``."""
        self._wanted[model][path] = list(ids)

    def load(self) -> dict[str, Label]:
        """Read what was wanted; a sentence for each field that names a record which is not there for this person."""
        errors: dict[str, Label] = {}
        for model, paths in self._wanted.items():
            ids = sorted({id_ for wanted in paths.values() for id_ in wanted if 0 < id_ <= LARGEST_ID})
            for record in session().scalars(select(model).where(model.id.in_(ids))) if ids else ():
                self._found[model, record.id] = record
            errors |= {
                path: GONE for path, wanted in paths.items() if any((model, id_) not in self._found for id_ in wanted)
            }
        return errors

    def one(self, model: type[Base], id_: int | None) -> Any:
        """The record of that id, None for none."""
        return None if id_ is None else self._found[model, id_]
