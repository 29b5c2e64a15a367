"""Rows into tables by COPY: tens of thousands in about two seconds, changed rows only."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Column, Connection, MetaData, Table, inspect, or_, select
from sqlalchemy.dialects.postgresql import insert

from app.access.system import beneath
from app.models.base import Base
from app.models.data.reading import Row
from app.models.description import describe
from app.models.words import derived_values

_WHY = "les données de référence du code"


def write(model: type[Base], rows: Sequence[Row], *, overwrite: bool) -> None:
    """Insert rows whose natural key is new; bring the others to the file's values when ``overwrite``.

    Rows that point at others of the same table come after them. Raises LookupError for a circle or an unknown parent.
    """
    if not rows:
        return
    connection = beneath(_WHY)
    own_links = {name for row in rows for name in row.parents}
    for wave in _waves(connection, model, rows) if own_links else [rows]:
        _merge(connection, model, wave, overwrite=overwrite)
    _link(connection, model, rows)


def _waves(connection: Connection, model: type[Base], rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """Rows in an order where each finds its parents already written, whose ids it then takes."""
    waiting = list(rows)
    while waiting:
        ids = _ids(connection, model)
        ready = [row for row in waiting if all((key,) in ids for key in row.parents.values())]
        if not ready:
            raise LookupError(f"{model.__tablename__} : parent inconnu pour {waiting[0].key}")
        for row in ready:
            row.values |= {name: ids[(key,)] for name, key in row.parents.items()}
        yield ready
        done = {row.key for row in ready}
        waiting = [row for row in waiting if row.key not in done]


def _ids(connection: Connection, model: type[Base]) -> dict[tuple[str, ...], int]:
    columns = [_column(model, name) for name in model.natural_key]
    rows = connection.execute(select(model.id, *columns))
    return {tuple(str(value) for value in key): record_id for record_id, *key in rows}


def _column(model: type[Base], name: str) -> Column[Any]:
    column: Column[Any] = describe(model)[name].attribute.property.columns[0]
    return column


def _merge(connection: Connection, model: type[Base], rows: Sequence[Row], *, overwrite: bool) -> None:
    table = model.__table__
    assert isinstance(table, Table)
    records = _records(model, rows)
    columns = [table.c[name] for name in records[0]]
    incoming = Table(
        f"incoming_{table.name}", MetaData(), *(Column(c.name, c.type) for c in columns), prefixes=["TEMP"]
    )
    incoming.create(connection)
    _copy(connection, incoming, records)
    statement = insert(table).from_select([c.name for c in columns], select(incoming))
    keys = [_column(model, name) for name in model.natural_key]
    changed = {c.name: statement.excluded[c.name] for c in columns if c not in keys}
    if overwrite and changed:
        differs = or_(*(table.c[name].is_distinct_from(value) for name, value in changed.items()))
        statement = statement.on_conflict_do_update(index_elements=keys, set_=changed, where=differs)
    else:
        statement = statement.on_conflict_do_nothing(index_elements=keys)
    connection.execute(statement)
    incoming.drop(connection)


def _records(model: type[Base], rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Column values by name: those of the file, what derives from them, and defaults for what it leaves out."""
    mapper = inspect(model)
    attributes = {name: describe(model)[name].attribute.key for name in rows[0].values}
    columns = {prop.key: prop.columns[0].name for prop in mapper.column_attrs}
    defaults = [(c.name, c.default) for c in mapper.local_table.columns if c.default is not None]
    records = []
    for row in rows:
        record = {columns[attributes[name]]: value for name, value in row.values.items()}
        record.update((columns[key], value) for key, value in derived_values(model, row.values).items())
        for name, default in defaults:
            if record.get(name) is None:
                record[name] = default.arg(None) if default.is_callable else default.arg
        records.append(record)
    return records


def _copy(connection: Connection, incoming: Table, records: Sequence[dict[str, Any]]) -> None:
    processors = [c.type.dialect_impl(connection.dialect).bind_processor(connection.dialect) for c in incoming.c]
    names = connection.dialect.identifier_preparer
    columns = ", ".join(names.quote(c.name) for c in incoming.c)
    cursor = connection.connection.cursor()
    with cursor, cursor.copy(f"COPY {names.quote(incoming.name)} ({columns}) FROM STDIN") as copy:  # type: ignore[attr-defined]
        for record in records:
            values = (record[c.name] for c in incoming.c)
            copy.write_row(
                [process(value) if process else value for process, value in zip(processors, values, strict=True)]
            )


def _link(connection: Connection, model: type[Base], rows: Sequence[Row]) -> None:
    """Add the many-to-many links of the file; links a person added stay."""
    names = {name for row in rows for name in row.links}
    ids = _ids(connection, model) if names else {}
    for name in names:
        relation: Any = describe(model)[name].attribute.property
        here, there = (pairs[0][1].name for pairs in (relation.synchronize_pairs, relation.secondary_synchronize_pairs))
        pairs = [{here: ids[row.key], there: other} for row in rows for other in row.links.get(name, ())]
        connection.execute(insert(relation.secondary).on_conflict_do_nothing(), pairs)
