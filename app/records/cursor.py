"""Where a page of a list begins: the sort value and the id of the last row seen, opaque to whoever carries it.

A cursor holds nothing that the page it came from did not show, and is bound to the order it was made under.
"""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import Date
from sqlalchemy.types import TypeEngine

from app.errors import BadQuery
from app.models.choices import Choice
from app.models.kinds import ChoiceKind, InvalidValue
from app.models.types import ChoiceType, Money, UtcDateTime

LARGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Cursor:
    """One row's place in an order; ``value`` is None when the row has nothing there, or when the id alone sorts."""

    value: Any
    id: int

    def write(self, order: str) -> str:
        """The cursor as carried in addresses and API answers, for a list sorted by ``order``."""
        packed = json.dumps([order, _pack(self.value), self.id], separators=(",", ":"), ensure_ascii=False)
        return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")


def read_cursor(name: str, text: str, order: str, type_: TypeEngine[Any]) -> Cursor:
    """Read the parameter ``name`` for a list sorted by ``order`` on a column of ``type_``.

    Raises BadQuery when it is not a cursor of that order.
    """
    try:
        packed = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        made_for, value, id_ = packed
        if made_for != order or type(id_) is not int or not 0 < id_ <= LARGEST_ID:
            raise BadQuery(name=name)
        return Cursor(None if value is None else _unpack(value, type_), id_)
    except (ValueError, TypeError, binascii.Error, InvalidOperation, InvalidValue, RecursionError) as error:
        raise BadQuery(name=name) from error


def _pack(value: Any) -> Any:
    match value:
        case Choice():
            return value.code
        case date():
            return value.isoformat()
        case Decimal():
            return str(value)
    return value


def _unpack(value: Any, type_: TypeEngine[Any]) -> Any:
    match type_:
        case ChoiceType():
            return ChoiceKind(type_.choices).clean(value)
        case UtcDateTime():
            return datetime.fromisoformat(value).astimezone(UTC)
        case Date():
            return date.fromisoformat(value)
        case Money():
            return Decimal(value).quantize(Decimal("0.01"))
    if type(value) is not type_.python_type:
        raise ValueError("not a value of the sorted column")
    return value
