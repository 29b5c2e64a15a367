"""Values of filters as they stand in an address: codes, ids, ISO days and instants, figures with a point.

What a person types is read too (``21/11/2026``, ``1 234,50``), because a form without script sends it as it is.
"""

from datetime import UTC, date, datetime
from typing import Any

from app.errors import BadQuery
from app.models.choices import Choice
from app.models.kinds import ChoiceKind, Day, Flag, InvalidValue, Kind, Ref, Refs
from app.records.cursor import LARGEST_ID

#: Stands for «not filled» among the values of a filter.
NOTHING = "-"

FLAGS = {"true": True, "false": False, "1": True, "0": False}


def read_value(name: str, kind: Kind, text: str) -> Any:
    """One value of the filter ``name``, None for «not filled». Raises BadQuery for anything it cannot be."""
    if text == NOTHING:
        return None
    try:
        if isinstance(kind, ChoiceKind):
            return kind.clean(text)
        if isinstance(kind, Flag):
            return FLAGS[text]
        if isinstance(kind, (Ref, Refs)):
            return _id(text)
        return kind.parse(text)
    except (ValueError, KeyError, InvalidValue) as error:
        raise BadQuery(name=name) from error


def read_bound(name: str, kind: Kind, text: str) -> Any:
    """One bound of the filter ``name``; a day without time bounds an instant by the whole day. Raises BadQuery."""
    try:
        if kind.name not in ("day", "instant"):
            return kind.parse(text)
        if (day := _day(text)) is not None:
            return day
        return kind.from_json(text) if text[:4].isdigit() else kind.parse(text)
    except InvalidValue as error:
        raise BadQuery(name=name) from error


def write_value(value: Any) -> str:
    """A value or a bound as ``read_value`` and ``read_bound`` read it back."""
    match value:
        case None:
            text = NOTHING
        case bool():
            text = "true" if value else "false"
        case Choice():
            text = value.code
        case datetime():
            text = value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            text = value.isoformat()
        case _:
            text = str(value)
    return text


def _id(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 19 and int(text) <= LARGEST_ID):
        raise ValueError("not an id")
    return int(text)


def _day(text: str) -> date | None:
    """A day alone, ISO or French; None when a time follows or it is no day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    try:
        return Day().parse(text)
    except InvalidValue:
        return None
