"""Pages of a list: one statement for the rows, by keyset in both directions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, tuple_

from app.database import session
from app.records.conditions import conditions
from app.records.cursor import Cursor
from app.records.query import Query
from app.records.selection import Row, selection
from app.records.view import View


@dataclass(frozen=True, slots=True)
class Page:
    """Rows in the order asked, and where the pages beside them begin (None: there is none)."""

    rows: list[Row]
    next: Cursor | None
    previous: Cursor | None


def fetch(view: View, query: Query, columns: Sequence[str]) -> Page:
    """One page of the list, with the values of ``columns``. Raises BadQuery for a column that may not be read.

    One statement, two where the rows without a sort value begin; one more per many-to-many column. The cost does not
    depend on how far the page is.
    """
    picked = selection(view, tuple(columns), query.sort.name)
    statement = picked.statement.where(*conditions(view, query))
    found = _Walk(view, query).read(statement)
    more = len(found) > query.limit
    found = found[: query.limit]
    backward = query.before is not None
    if backward:
        found.reverse()
    keys = [Cursor(None if query.sort.name == "id" else values[-1], values[0]) for values in found]
    first, last = (keys[0], keys[-1]) if keys else (None, None)
    has_next, has_previous = (True, more) if backward else (more, query.after is not None)
    return Page(picked.rows(found), last if has_next else None, first if has_previous else None)


class _Walk:
    """Reads on from a cursor, first the rows that have a sort value, then those that have none (backward: reversed).

    Apart, each half is one range of the index on (sort column, id): a page in the middle of a million rows costs what
    the first costs, which «NULLS LAST» or an OR would not allow.
    """

    def __init__(self, view: View, query: Query) -> None:
        self.id: Any = view.model.id
        self.key = view.sorts[query.sort.name]
        self.by_id = query.sort.name == "id"
        self.size = query.limit + 1
        self.start = query.after or query.before
        backward = query.before is not None
        self.descending = query.sort.descending != backward
        filled_first = [True, False] if self.key.nullable else [True]
        self.halves = filled_first[::-1] if backward else filled_first

    def read(self, statement: Select[Any]) -> list[Any]:
        """At most one row more than the page holds, in the direction of the walk."""
        found: list[Any] = []
        start = self.start
        for filled in self.halves:
            if start is not None and not self.by_id and filled != (start.value is not None):
                continue
            missing = self.size - len(found)
            if missing > 0:
                half = statement.where(*self._range(start, filled=filled)).order_by(*self._order(filled=filled))
                found += session().execute(half.limit(missing)).all()
            start = None
        return found

    def _range(self, start: Cursor | None, *, filled: bool) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = []
        if self.key.nullable:
            found.append(self.key.column.is_not(None) if filled else self.key.column.is_(None))
        if start is not None:
            here: Any = self.id if self.by_id or not filled else tuple_(self.key.column, self.id)
            there: Any = start.id if self.by_id or not filled else (start.value, start.id)
            found.append(here < there if self.descending else here > there)
        return found

    def _order(self, *, filled: bool) -> list[ColumnElement[Any]]:
        columns = [self.id] if self.by_id or not filled else [self.key.column, self.id]
        return [column.desc() for column in columns] if self.descending else columns
