"""Cells of a CSV file, written by PostgreSQL: a hundred thousand rows are too many to write one by one in Python.

Dates, choices and phones read as on screens (a test compares them with ``Kind.show``); figures stay bare, so that a
spreadsheet can sum them. Every text is quoted; what would be a formula begins with an apostrophe.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Text, case, cast, func, literal

from app.i18n import _
from app.models.description import Described
from app.models.kinds import ChoiceKind, Kind
from app.records.labels import SEPARATOR, Title

Cell = ColumnElement[Any]

#: What begins a formula: = + - @, tab, carriage return.
FORMULA = (61, 43, 45, 64, 9, 13)


def cell(item: Described, title: Title | None) -> Cell:
    """The cell of one field: its text, quoted when it needs to be; nothing when it is empty."""
    kind = item.field.kind
    if title is not None:
        parts = [_text(part.kind, part.column) for part in title.parts]
        label: Cell = parts[0] if len(parts) == 1 else func.nullif(func.concat_ws(SEPARATOR, *parts), "")
        content = quoted(label) if parts else literal("")
    elif isinstance(kind, ChoiceKind):
        content = _choice(kind, item.attribute, heading)
    else:
        text = _text(kind, item.attribute)
        content = text if kind.name in PLAIN else quoted(text)
    return func.coalesce(content, "")


def quoted(text: Cell) -> Cell:
    """``text`` between quotation marks, harmless in a spreadsheet."""
    opening = case((func.ascii(text).in_(FORMULA), "\"'"), else_='"')
    return opening.concat(func.replace(text, '"', '""', type_=Text)).concat('"')


def quoted_label(label: str | None) -> str:
    """What ``quoted`` makes of a text that no statement wrote; nothing for None."""
    if label is None:
        return ""
    guard = "'" if ord(label[:1] or "x") in FORMULA else ""
    return f'"{guard}{label.replace(chr(34), chr(34) * 2)}"'


def heading(label: str) -> str:
    """The title of a column."""
    return '"' + label.replace('"', '""') + '"'


def _text(kind: Kind | None, column: Any) -> Cell:
    if isinstance(kind, ChoiceKind):
        return _choice(kind, column, str)
    write = WRITTEN.get(kind.name) if kind is not None else None
    return cast(column, Text) if write is None else write(column)


def _choice(kind: ChoiceKind, column: Any, write: Callable[[str], str]) -> Cell:
    return case(*((column == choice, literal(write(str(choice.label)))) for choice in kind.choices))


def _day(column: Any) -> Cell:
    return func.to_char(column, "DD/MM/YYYY")


def _instant(column: Any) -> Cell:
    return func.to_char(func.timezone("Europe/Paris", column), "DD/MM/YYYY HH24:MI")


def _amount(column: Any) -> Cell:
    return func.replace(cast(column, Text), ".", ",")


def _flag(column: Any) -> Cell:
    return case((column, literal(_("Oui"))), (~column, literal(_("Non"))))


def _phone(column: Any) -> Cell:
    """French numbers in pairs, others as they are."""
    return func.regexp_replace(column, r"^\+33(.)(..)(..)(..)(..)$", r"0\1 \2 \3 \4 \5")


#: How each kind is written; a kind left out stands as it is in the database.
WRITTEN: Mapping[str, Callable[[Any], Cell]] = {
    "day": _day,
    "instant": _instant,
    "money": _amount,
    "flag": _flag,
    "phone": _phone,
}
#: Kinds whose text needs no quotation marks and is no formula, even with a minus sign.
PLAIN = frozenset({"day", "instant", "money", "count", "flag"})
