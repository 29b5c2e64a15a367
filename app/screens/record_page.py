"""What the page of a record shows: cells by section, lines, the steps of its states, what may be done, counters."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from app.access import may
from app.i18n import Label
from app.models.base import Base
from app.models.choices import Choice
from app.models.description import Described, describe, named, state_field
from app.models.workflow import Transition, transitions
from app.privacy.vault.opening import OPEN
from app.records.counting import Total, count
from app.records.labels import SEPARATOR, Link
from app.records.query import parse
from app.records.reading import read, read_lines
from app.records.rights import typed_fields
from app.records.selection import Row
from app.records.view import View, view_of
from app.screens.compiled import CompiledScreen, screens_of
from app.screens.declaration import Lines, Section
from app.screens.forms.asked import POSITION

#: More steps than this are cut around the present one: a bar nobody can read tells nothing.
MOST_STEPS = 7


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of a record, drawn by the macro of its kind."""

    item: Described
    value: Any

    @property
    def kind(self) -> str:
        """Name of the kind."""
        return self.item.field.kind.name

    @property
    def empty(self) -> bool:
        """Whether nothing is filled in."""
        return self.value is None or self.value in ("", [])

    @property
    def text(self) -> str:
        """The value as people read it."""
        return self.item.field.kind.show(self.value)

    @property
    def links(self) -> list[Link]:
        """The linked records that this person may read."""
        linked = self.value if isinstance(self.value, list) else [self.value]
        return [link for link in linked if link is not None and link.label is not None]

    @property
    def base(self) -> str | None:
        """Where linked records are shown, None when no screen shows them to this person."""
        assert self.item.target is not None
        screen = screens_of().of(self.item.target)
        return screen.path if screen is not None and may("read", screen.model) else None

    @property
    def sealed(self) -> Link | None:
        """The linked contact, of which the label alone is shown until it is opened; None for anything else."""
        return self.links[0] if self.item.page_title is not None and self.links else None

    @property
    def opens(self) -> bool:
        """Whether this person may open the linked contact."""
        assert self.item.target is not None
        return may(OPEN, self.item.target)

    @property
    def purpose(self) -> str:
        """Why a contact is opened from here, as its log keeps it: to read a record of this model."""
        return named(self.item.attribute.class_)  # type: ignore[arg-type]  # a field of a model

    @property
    def doubt(self) -> Label | None:
        """What looks wrong in a value that was accepted."""
        return None if self.empty else self.item.field.kind.doubt(self.value)

    @property
    def wide(self) -> bool:
        """Whether it takes a whole line of its card."""
        return self.kind in {"long_text", "json"}


@dataclass(frozen=True, slots=True)
class Table:
    """The lines of a record."""

    label: Label
    columns: tuple[Described, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A section of the page."""

    label: Label
    cells: tuple[Cell, ...]
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the status bar; ``position`` is ``done``, ``current``, ``next``, or ``refused``."""

    label: str
    position: str


@dataclass(frozen=True, slots=True)
class Counter:
    """How many records of another list belong to this one."""

    screen: CompiledScreen
    url: str
    total: Total


@dataclass(frozen=True, slots=True)
class RecordPage:
    """What ``record.html`` draws."""

    id: int
    label: str
    state: Choice | None
    cards: tuple[Card, ...]
    actions: tuple[Transition, ...]
    counters: tuple[Counter, ...]

    @property
    def steps(self) -> list[Step]:
        """The status bar."""
        return [] if self.state is None else steps(self.state)


def record_page(screen: CompiledScreen, id: int) -> RecordPage:
    """Everything this person may see of a record: one statement, one more per lines field, many-to-many and counter.

    Raises Forbidden, and NotFound when the record does not exist or may not be read.
    """
    view = view_of(screen.model)
    row = read(view, id, view.columns)
    field = state_field(screen.model)
    state = row.values.get(field.name) if field else None
    return RecordPage(
        id,
        _label(view, row),
        state,
        tuple(_cards(screen, view, row)),
        tuple(actions(screen.model, state)),
        tuple(_counters(screen, id)),
    )


def sections(screen: CompiledScreen) -> Sequence[Section]:
    """The declared sections, or one that holds every field but the lines."""
    names = (name for name, item in screen.fields.items() if item.field.kind.name != "lines")
    return screen.sections or (Section(screen.model.names.singular, *names),)


def name_of(item: str | Lines) -> str:
    """The field an item of a section shows."""
    return item.name if isinstance(item, Lines) else item


def editable(screen: CompiledScreen) -> bool:
    """Whether the form would have at least one field for this person."""
    typed = typed_fields("write", screen.model)
    return any(name_of(item) in typed for section in sections(screen) for item in section.items)


def actions(model: type[Base], state: Choice | None) -> list[Transition]:
    """Transitions from ``state`` that this person's roles allow, the main one first."""
    possible = (item for item in transitions(model).values() if state in item.sources and may(item.may, model))
    return sorted(possible, key=lambda item: not item.primary)


def steps(current: Choice) -> list[Step]:
    """The status bar: states in declared order, grouped by stage, at most seven around the present one.

    A refused state (red) stands there only when it is the present one, at the end.
    """
    refused = current.colour == "red"
    labels = list(dict.fromkeys(_stage(member) for member in type(current) if member.colour != "red"))
    here = len(labels) if refused else labels.index(_stage(current))
    found = [
        Step(label, "current" if rank == here else "done" if rank < here and not refused else "next")
        for rank, label in enumerate(labels)
    ]
    if refused:
        found.append(Step(_stage(current), "refused"))
    start = max(0, min(here - MOST_STEPS // 2, len(found) - MOST_STEPS))
    return found[start : start + MOST_STEPS]


def _stage(state: Choice) -> str:
    return str(state.stage or state.label)


def _label(view: View, row: Row) -> str:
    """What the record is called, as far as this person may read it."""
    pieces = (row.values.get(name) for name in view.model.title)
    texts = (str(getattr(piece, "label", piece) or "") for piece in pieces if piece is not None)
    return SEPARATOR.join(text for text in texts if text) or f"{view.model.names.singular} {row.id}"


def _cards(screen: CompiledScreen, view: View, row: Row) -> Iterator[Card]:
    for section in sections(screen):
        cells = tuple(
            Cell(view.fields[item], row.values[item])
            for item in section.items
            if isinstance(item, str) and item in row.values
        )
        tables = tuple(
            _table(view.fields[item.name], item, row.id)
            for item in section.items
            if isinstance(item, Lines) and item.name in view.fields and may("read", _target(screen, item))
        )
        if cells or tables:
            yield Card(section.label, cells, tables)


def _target(screen: CompiledScreen, lines: Lines) -> type[Base]:
    target = screen.fields[lines.name].target
    assert target is not None
    return target


def _table(item: Described, lines: Lines, owner: int) -> Table:
    assert item.target is not None
    readable = view_of(item.target).fields
    names = [name for name in lines.columns if name in readable and name != POSITION]
    columns = tuple(describe(item.target)[name] for name in names)
    rows = tuple(
        tuple(Cell(column, row.values[column.name]) for column in columns) for row in read_lines(item, owner, names)
    )
    return Table(item.field.label, columns, rows)


def _counters(screen: CompiledScreen, id: int) -> Iterator[Counter]:
    for related in screen.related:
        other = screens_of().of(related.screen.model)
        if other is not None and may("read", other.model):
            view = view_of(other.model)
            query = parse(view, MultiDict({related.field: str(id)}))
            yield Counter(other, f"{other.list_url}?{related.field}={id}", count(view, query))
