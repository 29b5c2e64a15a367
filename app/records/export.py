"""A list as a CSV file, streamed: every row of the query, in its order, in flat memory.

Written for French spreadsheets: byte order mark, semicolons, decimal comma, jj/mm/aaaa.
"""

from collections.abc import Generator, Iterator, Sequence
from contextvars import copy_context
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from app.database import session
from app.records.cells import cell, heading, quoted_label
from app.records.conditions import conditions
from app.records.labels import Title
from app.records.query import Query
from app.records.selection import joined
from app.records.view import View

ROWS_AT_ONCE = 2_000
#: Kinds that have no place in one cell.
LEFT_OUT = frozenset({"refs", "lines", "json"})


def stream(view: View, query: Query, columns: Sequence[str]) -> Iterator[bytes]:
    """The file, piece by piece, as the person acting now may read it, even once the request is over.

    Links to several records and structured data are left out. Raises BadQuery at once for a column that may not be
    read. Holds a connection of its own until the last piece.
    """
    kept = [name for name in columns if view.field(name).field.kind.name not in LEFT_OUT]
    titles = ";".join(heading(str(view.fields[name].field.label)) for name in kept)
    return _as_now(_pieces(titles, _layout(view, kept), _statement(view, query, kept)))


def _as_now(pieces: Generator[bytes]) -> Iterator[bytes]:
    """Run ``pieces`` in the context of the request that asked for them: its identity, its application."""
    context = copy_context()

    def run() -> Iterator[bytes]:
        try:
            while (piece := context.run(next, pieces, b"")) != b"":
                yield piece
        finally:
            context.run(pieces.close)

    return run()


@dataclass(frozen=True, slots=True)
class _Part:
    """Cells that stand side by side in a line: those the database writes as one text, or the one that ``sealed`` names
    from its columns."""

    selected: tuple[Any, ...]
    sealed: Title | None = None

    def write(self, rows: Sequence[Sequence[Any]]) -> list[str]:
        """The text of these cells for each row of ``selected``."""
        if self.sealed is None:
            return [row[0] for row in rows]
        return [quoted_label(label) for label in self.sealed.write_all(rows)]


def _layout(view: View, columns: Sequence[str]) -> tuple[_Part, ...]:
    """The parts of a line, in the order of its columns."""
    parts: list[_Part] = []
    together: list[Any] = []
    for name in columns:
        title = view.titles.get(name)
        if title is None or title.page is None:
            together.append(cell(view.fields[name], title))
            continue
        if together:
            parts.append(_written(together))
            together = []
        parts.append(_Part(tuple(title.columns), title))
    if together or not parts:
        parts.append(_written(together))
    return tuple(parts)


def _written(cells: Sequence[Any]) -> _Part:
    return _Part((func.concat_ws(";", *cells),))


def _pieces(titles: str, layout: Sequence[_Part], statement: Select[Any]) -> Generator[bytes]:
    yield f"\ufeff{titles}\r\n".encode()
    with session.session_factory() as own:
        found = own.execute(statement, execution_options={"yield_per": ROWS_AT_ONCE})
        for rows in found.partitions():
            yield "".join(f"{line}\r\n" for line in _lines(layout, rows)).encode()


def _lines(layout: Sequence[_Part], rows: Sequence[Sequence[Any]]) -> Iterator[str]:
    start, texts = 0, []
    for part in layout:
        stop = start + len(part.selected)
        texts.append(part.write([row[start:stop] for row in rows]))
        start = stop
    return map(";".join, zip(*texts, strict=True))


def _statement(view: View, query: Query, columns: Sequence[str]) -> Select[Any]:
    """The parts of each row, in the order of the list."""
    titles = {name: view.titles[name] for name in columns if name in view.titles}
    wanted = [column for part in _layout(view, columns) for column in part.selected]
    key = view.sorts[query.sort.name]
    if key.link is not None:
        titles[key.link] = view.titles[key.link]
    order: list[Any] = [key.column] if query.sort.name == "id" else [key.column, view.model.id]
    if query.sort.descending:
        order = [column.desc() for column in order]
    if key.nullable:
        order[0] = order[0].nulls_last()
    statement = select(*wanted).select_from(view.model).where(*conditions(view, query)).order_by(*order)
    return joined(statement, titles.values())
