"""The rows of a list, written straight to HTML: the one place where a page of records costs something."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from markupsafe import Markup

from app.formats import EMPTY
from app.i18n import _
from app.models.choices import Choice
from app.models.description import Described
from app.models.workflow import Transition
from app.records.selection import Row
from app.screens.cells import Content, column_class, content_writer

_Cell = Callable[[Any, datetime], str]


@dataclass(frozen=True, slots=True)
class Ticks:
    """What makes rows selectable: the field of the state, and what each state allows, as ``"suspend terminate"``."""

    state: str
    allowed: Mapping[Choice, str]
    label: str

    def cell(self, row: Row) -> str:
        """The box of one row, which posts its id with the selection."""
        able = self.allowed.get(row.values[self.state], "")
        return (
            f'<td class="tick"><input type="checkbox" form="selection" name="id" value="{row.id}" '
            f'data-able="{able}" aria-label="{self.label} {row.id}"></td>'
        )


@dataclass(frozen=True, slots=True)
class RowWriter:
    """Writes the rows of one screen for one set of roles and one language; made once, used for every page."""

    path: str
    name: str
    first: Content
    others: tuple[tuple[str, _Cell], ...]
    ticks: Ticks | None

    def write(self, rows: Sequence[Row], now: datetime) -> Markup:
        """The ``<tr>`` of each row; ``now`` is what «il y a 5 min» is counted from."""
        return Markup("".join([self._row(row, now) for row in rows]))  # every cell escapes what it holds

    def _row(self, row: Row, now: datetime) -> str:
        values = row.values
        url = f"{self.path}/{row.id}"
        head = values[self.name]
        tick = self.ticks.cell(row) if self.ticks else ""
        label = EMPTY if head is None else self.first(head, now)
        cells = "".join([cell(values[name], now) for name, cell in self.others])
        return f'<tr tabindex="-1" data-href="{url}">{tick}<th scope="row"><a href="{url}">{label}</a></th>{cells}</tr>'


def row_writer(path: str, columns: Sequence[Described], ticks: Ticks | None) -> RowWriter:
    """A writer for ``columns`` of the screen at ``path``, in the language of the request."""
    first, *others = columns
    return RowWriter(path, first.name, _plain(first), tuple((item.name, _cell(item)) for item in others), ticks)


def ticks_for(state: Described | None, bulk: Sequence[Transition]) -> Ticks | None:
    """Boxes for the transitions that may be done to several records at once; None when there is none."""
    if state is None or not bulk:
        return None
    allowed: dict[Choice, str] = {}
    for transition in bulk:
        for source in transition.sources:
            allowed[source] = f"{allowed.get(source, '')} {transition.name}".strip()
    return Ticks(state.name, allowed, _("Cocher la fiche"))


def _plain(item: Described) -> Content:
    """The first column is itself the link to the record, so a linked record there is written without its own link."""
    if item.field.kind.name == "ref":
        return lambda value, now: escape(value.label or EMPTY)
    return content_writer(item)


def _cell(item: Described) -> _Cell:
    content = content_writer(item)
    style = column_class(item)
    opening = f'<td class="{style}">' if style else "<td>"
    empty = f'<td class="void">{EMPTY}</td>'

    def write(value: Any, now: datetime) -> str:
        return empty if value is None or value == "" else f"{opening}{content(value, now)}</td>"

    return write
