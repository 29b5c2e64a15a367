"""From the cells of a file to values: each by its kind, links by the natural key of what they point at."""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.database import session
from app.models.base import Base
from app.models.description import Described, describe
from app.models.kinds import InvalidValue

Read = Callable[[str], Any]


class DataError(RuntimeError):
    """A data file cannot be loaded; the message names the file, the line and what is wrong."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path.parent.name}/{path.name} : {reason}")


@dataclass(slots=True)
class Row:
    """A line of a file: ``values`` by field name, ``links`` ids by many-to-many field.

    ``parents`` holds, by field, the key of another row of the same table for a link of the model to itself.
    """

    key: tuple[str, ...]
    values: dict[str, Any] = field(default_factory=dict)
    links: dict[str, list[int]] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)


def read(model: type[Base], path: Path) -> Sequence[Row]:
    """The rows of a file. An empty cell is an empty value. Raises DataError at the first wrong cell or double key."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.DictReader(file)
        header = lines.fieldnames or ()
        columns = [_Column(model, name, path) for name in header]
        if not model.natural_key:
            raise DataError(path, f"{model.__name__} n’a pas de natural_key")
        key = [_header_of(name, header, path) for name in model.natural_key]
        rows: dict[tuple[str, ...], Row] = {}
        for cells in lines:
            row = Row(tuple(cells[name] for name in key))
            for column in columns:
                if text := cells[column.name]:
                    column.fill(row, text, lines.line_num)
                elif column.item.field.kind.name != "refs":
                    row.values[column.item.name] = None
            if row.key in rows:
                raise DataError(path, f"ligne {lines.line_num}, la clé {' | '.join(row.key)} est déjà dans le fichier")
            rows[row.key] = row
    return list(rows.values())


def _header_of(name: str, header: Sequence[str], path: Path) -> str:
    for column in header:
        if column.partition(".")[0] == name:
            return column
    raise DataError(path, f"la colonne « {name} » de la clé manque")


class _Column:
    """A column of the file: ``name``, or ``field.key`` for a link."""

    def __init__(self, model: type[Base], name: str, path: Path) -> None:
        self.name, self._path = name, path
        field_name, _, key = name.partition(".")
        item = describe(model).get(field_name)
        if item is None or (item.target is None) != (not key):
            raise DataError(path, f"la colonne « {name} » n’existe pas")
        self.item: Described = item
        self._own = item.target is model
        self._ids = self._keys_of(item.target, key) if item.target is not None and not self._own else {}

    def fill(self, row: Row, text: str, line: int) -> None:
        """Read one cell that is not empty into ``row``."""
        if self._own:
            row.parents[self.item.name] = text
        elif self.item.field.kind.name == "refs":
            row.links[self.item.name] = [self._id(key, line) for key in text.split()]
        elif self.item.target is not None:
            row.values[self.item.name] = self._id(text, line)
        else:
            try:
                row.values[self.item.name] = self.item.field.kind.parse(text)
            except InvalidValue as refusal:
                raise DataError(self._path, f"ligne {line}, {self.name} : {refusal.message}") from refusal

    def _id(self, key: str, line: int) -> int:
        if key not in self._ids:
            raise DataError(self._path, f"ligne {line}, {self.name} : « {key} » est inconnu")
        return self._ids[key]

    def _keys_of(self, target: type[Base], key: str) -> Mapping[str, int]:
        if key not in describe(target):
            raise DataError(self._path, f"la colonne « {self.name} » n’existe pas")
        attribute = describe(target)[key].attribute
        return {str(value): record_id for value, record_id in session().execute(select(attribute, target.id))}
