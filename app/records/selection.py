"""Rows read as columns, never as entities: the values of some fields and the labels of links, in one statement."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, null, select
from sqlalchemy.orm import InstrumentedAttribute

from app.database import session
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
        """The link of one row."""
        id_ = values[self.start]
        return None if id_ is None else Link(id_, self.title.write(values[self.start + 1 : self.stop]))


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
            for owner, id_, *values in session().execute(self.statement.where(self.owner.in_(ids))):
                found.setdefault(owner, []).append(Link(id_, self.title.write(values)))
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
        for each in self.several:
            linked = each.read([row.id for row in rows])
            for row in rows:
                row.values[each.name] = linked.get(row.id, [])
        return rows

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
            links.append(Slot(name, title, len(wanted) - 1, len(wanted) + len(title.parts)))
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
    if not title.parts:
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
