"""Rows read as columns, never as entities: the values of some fields and the labels of links, in one statement."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, null, select
from sqlalchemy.orm import InstrumentedAttribute

from app.database import session
from app.models.base import PageTitle
from app.models.versioned import Versioned
from app.records.labels import Link, Title
from app.records.view import View


@dataclass(slots=True)
class Row:
    """One record of a list: its id, and values by field name (a link is a ``Link``, several are a list of them).

    ``version`` is None for a model that is not versioned.
    """

    id: int
    values: dict[str, Any]
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a link and the pieces of its label stand among the selected columns."""

    name: str
    title: Title
    start: int
    stop: int

    def read(self, values: Sequence[Any]) -> Link | None:
        """The link of one row; one that is named a page at a time has no label yet."""
        id_ = values[self.start]
        if id_ is None:
            return None
        return Link(id_, None if self.title.page else self.title.write(self.pieces(values)))

    def pieces(self, values: Sequence[Any]) -> Sequence[Any]:
        """What its label is written from."""
        return values[self.start + 1 : self.stop]


@dataclass(frozen=True, slots=True)
class Several:
    """The statement that reads a many-to-many field, None when its links may not be read."""

    name: str
    title: Title
    owner: InstrumentedAttribute[int]
    statement: Select[Any] | None

    def read(self, ids: Sequence[int]) -> Mapping[int, list[Link]]:
        """Readable linked records by record, in the order of their labels."""
        found: dict[int, list[Link]] = {}
        if self.statement is not None and ids:
            rows = session().execute(self.statement.where(self.owner.in_(ids))).all()
            labels = self.title.write_all([row[2:] for row in rows])
            for (owner, id_, *_values), label in zip(rows, labels, strict=True):
                found.setdefault(owner, []).append(Link(id_, label))
        return found


@dataclass(frozen=True, eq=False, slots=True)
class Selection:
    """The statement that reads some fields of a view, without conditions or order; the id is its first column."""

    statement: Select[Any]
    versioned: bool
    places: tuple[tuple[str, int], ...]
    links: tuple[Slot, ...]
    several: tuple[Several, ...]

    def rows(self, found: Sequence[Sequence[Any]]) -> list[Row]:
        """Rows of what the statement found; links to several records cost one more query per field."""
        rows = [self._row(values) for values in found]
        self._name_pages(rows, found)
        for each in self.several:
            linked = each.read([row.id for row in rows])
            for row in rows:
                row.values[each.name] = linked.get(row.id, [])
        return rows

    def _name_pages(self, rows: Sequence[Row], found: Sequence[Sequence[Any]]) -> None:
        """Name links to sealed records, those of all columns together: their keys cost one look-up."""
        linked: dict[PageTitle, list[tuple[Row, Slot, Sequence[Any]]]] = {}
        for slot in self.links:
            if (page := slot.title.page) is not None:
                filled = ((row, slot, values) for row, values in zip(rows, found, strict=True) if row.values[slot.name])
                linked.setdefault(page, []).extend(filled)
        for page, places in linked.items():
            labels = page.write([slot.pieces(values) for _row, slot, values in places])
            for (row, slot, _values), label in zip(places, labels, strict=True):
                row.values[slot.name] = Link(row.values[slot.name].id, label)

    def _row(self, found: Sequence[Any]) -> Row:
        values = {name: found[place] for name, place in self.places}
        for link in self.links:
            values[link.name] = link.read(found)
        return Row(found[0], values, found[1] if self.versioned else None)


@lru_cache(maxsize=4096)
def selection(view: View, columns: tuple[str, ...], sorted_by: str = "id") -> Selection:
    """How to read ``columns`` of ``view``, with the value of the sort ``sorted_by`` as last column. Raises BadQuery.

    The statement is built once, so that SQLAlchemy's compiled cache always hits.
    """
    wanted: list[Any] = [view.model.id]
    versioned = issubclass(view.model, Versioned)
    if issubclass(view.model, Versioned):
        wanted.append(view.model.version)
    places: list[tuple[str, int]] = []
    links: list[Slot] = []
    titles: dict[str, Title] = {}
    for name in columns:
        item = view.field(name)
        places.append((name, len(wanted)))
        if item.field.kind.name == "refs":
            wanted.append(null())
            continue
        wanted.append(item.attribute)
        if (title := view.titles.get(name)) is not None:
            links.append(Slot(name, title, len(wanted) - 1, len(wanted) + len(title.columns)))
            wanted += title.columns
            titles[name] = title
    key = view.sorts[sorted_by]
    if key.link is not None:
        titles[key.link] = view.titles[key.link]
    wanted.append(key.column)
    return Selection(
        joined(select(*wanted).select_from(view.model), titles.values()),
        versioned,
        tuple(places),
        tuple(links),
        tuple(_several(view, name) for name in columns if name in view.several),
    )


def joined(statement: Select[Any], titles: Iterable[Title]) -> Select[Any]:
    """The statement with the outer joins these titles need."""
    for title in titles:
        for join in title.joins:
            statement = statement.outerjoin(join)
    return statement


def _several(view: View, name: str) -> Several:
    title, owner = view.several[name], view.model.id
    if not title.columns:
        return Several(name, title, owner, None)
    link, *others = title.joins
    statement = (
        select(owner, title.entity.id, *title.columns)
        .join(link)
        .order_by(*(part.order for part in title.parts), title.entity.id)
    )
    for join in others:
        statement = statement.outerjoin(join)
    return Several(name, title, owner, statement)
