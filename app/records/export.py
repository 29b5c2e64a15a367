"""A list as a CSV file, streamed: every row of the query, in its order, in flat memory.

Written for French spreadsheets: byte order mark, semicolons, decimal comma, jj/mm/aaaa.
"""

from collections.abc import Generator, Iterator, Sequence
from contextvars import copy_context
from typing import Any

from sqlalchemy import Select, func, select

from app.database import session
from app.records.cells import cell, heading
from app.records.conditions import conditions
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
    return _as_now(_pieces(titles, _statement(view, query, kept)))


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


def _pieces(titles: str, statement: Select[str]) -> Generator[bytes]:
    yield f"\ufeff{titles}\r\n".encode()
    with session.session_factory() as own:
        rows = own.scalars(statement, execution_options={"yield_per": ROWS_AT_ONCE})
        for lines in rows.partitions():
            yield ("\r\n".join(lines) + "\r\n").encode()


def _statement(view: View, query: Query, columns: Sequence[str]) -> Select[str]:
    """One text per row, its cells joined by semicolons, in the order of the list."""
    titles = {name: view.titles[name] for name in columns if name in view.titles}
    cells = [cell(view.fields[name], titles.get(name)) for name in columns]
    key = view.sorts[query.sort.name]
    if key.link is not None:
        titles[key.link] = view.titles[key.link]
    order: list[Any] = [key.column] if query.sort.name == "id" else [key.column, view.model.id]
    if query.sort.descending:
        order = [column.desc() for column in order]
    if key.nullable:
        order[0] = order[0].nulls_last()
    statement = (
        select(func.concat_ws(";", *cells)).select_from(view.model).where(*conditions(view, query)).order_by(*order)
    )
    return joined(statement, titles.values())
