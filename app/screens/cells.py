"""The inside of one cell of a list, by kind: escaped HTML made by plain functions, no template, no look-up per cell.

A writer is made once per column, set of roles and language; it is given the value and the present instant.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from html import escape
from typing import Any

from app.access import may
from app.formats import EMPTY, format_count, format_instant
from app.models.base import Base
from app.models.choices import Choice
from app.models.description import Described
from app.screens.compiled import screens_of
from app.screens.elapsed import elapsed_writer

Content = Callable[[Any, datetime], str]

#: Kinds whose digits stand under each other; not codes, whose hyphens would spread.
_FIGURES = frozenset({"phone", "siren", "day", "instant"})

#: A list shows the beginning of long texts only.
LONGEST_TEXT = 120


def content_writer(item: Described) -> Content:
    """What writes the values of ``item``, in the language of the request. None is never passed to it."""
    kind = item.field.kind
    if kind.name in _PLAIN:
        return lambda value, now: kind.show(value)
    if make := _MAKERS.get(kind.name):
        return make(item)
    return lambda value, now: escape(kind.show(value))


def column_class(item: Described) -> str:
    """The class of every cell of a column: ``number`` aligns right, ``figures`` keeps digits under digits."""
    if item.field.kind.numeric:
        return "number"
    return "figures" if item.field.kind.name in _FIGURES else ""


def dot(choice: Choice) -> str:
    """A coloured dot and the word."""
    return f'<span class="dot dot-{choice.colour}">{escape(str(choice.label))}</span>'


def _choice(item: Described) -> Content:
    dots = {choice: dot(choice) for choice in item.field.kind.choices}  # type: ignore[attr-defined]  # a ChoiceKind
    return lambda value, now: dots[value]


def _flag(item: Described) -> Content:
    words = {value: item.field.kind.show(value) for value in (True, False)}
    return lambda value, now: words[value]


def _instant(item: Described) -> Content:
    """How long ago, or in how long, when less than a day, the date standing in a tooltip; else the date."""
    elapsed = elapsed_writer()

    def write(value: datetime, now: datetime) -> str:
        full = format_instant(value)
        short = elapsed(value, now)
        return f'<span title="{full}">{short}</span>' if short else full

    return write


def _long_text(item: Described) -> Content:
    def write(value: str, now: datetime) -> str:
        line = value.partition("\n")[0]
        return escape(line if len(line) <= LONGEST_TEXT else line[:LONGEST_TEXT] + "…")

    return write


def _base_url(target: type[Base] | None) -> str | None:
    """Where the records of ``target`` are shown, when a screen shows them and the person may read them."""
    screen = screens_of().of(target) if target else None
    return screen.path if screen and may("read", screen.model) else None


def _link(item: Described) -> Content:
    base = _base_url(item.target)

    def write(value: Any, now: datetime) -> str:
        if value.label is None:
            return EMPTY
        label = escape(value.label)
        return f'<a href="{base}/{value.id}">{label}</a>' if base else label

    return write


def _links(item: Described) -> Content:
    one = _link(item)

    def write(values: Iterable[Any], now: datetime) -> str:
        return ", ".join(one(value, now) for value in values) or EMPTY

    return write


#: Kinds that never write a character HTML reads.
_PLAIN = frozenset({"count", "money", "day", "phone", "siren"})
_MAKERS: dict[str, Callable[[Described], Content]] = {
    "choice": _choice,
    "state": _choice,
    "flag": _flag,
    "instant": _instant,
    "long_text": _long_text,
    "ref": _link,
    "refs": _links,
}


def counted(number: int, *, capped: bool = False) -> str:
    """``1 234``, or ``10 000+`` when counting stopped there."""
    return format_count(number) + ("+" if capped else "")
