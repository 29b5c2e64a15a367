"""Sorting and searching text without collations or extensions: columns filled in Python at each flush.

``name_key: Mapped[str] = sort_key("name")`` sorts ``name`` as a reader expects. ``words: Mapped[str] = search_words()``
holds the words of every field declared ``search=True``. Both follow their sources through the ORM; a bulk writer calls
``derived_values``.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Index, String, Table, cast, event, false
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.orm import InstrumentedAttribute, MappedColumn, Mapper, PassiveFlag, mapped_column
from sqlalchemy.orm.attributes import get_history

from app.models.base import Base
from app.models.description import describe
from app.models.kinds import Kind

KEY_LENGTH = 200
LONGEST_QUERY = 200
MOST_WORDS = 12

#: Letters that Unicode does not decompose.
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l"})
_SEPARATORS = re.compile(r"[\W_]+")


def normalise(text: str) -> str:
    """Words of ``text`` in lower case, without accents or punctuation, separated by one space.

    ``L’Œuvre d’Étienne`` reads ``l oeuvre d etienne``.
    """
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
        text = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _SEPARATORS.sub(" ", text.casefold()).strip()


def sort_key(source: str) -> MappedColumn[Any]:
    """The column that sorts the text field ``source``: normalised, compared byte by byte, indexed."""
    return mapped_column(String(KEY_LENGTH, collation="C"), info={"sort_key_of": source}, index=True)


def search_words() -> MappedColumn[Any]:
    """The column of the instant search. Never loaded with its record; each word remembers the field it comes from."""
    column = mapped_column(TSVECTOR(), deferred=True, info={"search_words": True})
    event.listen(column.column, "after_parent_attach", _index_words, propagate=True)
    return column


def _index_words(column: Column[Any], table: Table) -> None:
    Index(None, column, postgresql_using="gin")


@dataclass(frozen=True, slots=True)
class Source:
    """A field that feeds the words. PostgreSQL keeps four marks: from the fourth field on, they share one."""

    name: str
    kind: Kind
    mark: str


@dataclass(frozen=True, slots=True)
class Derived:
    """What a model derives from its fields: sort keys by source, the words column and what feeds it."""

    keys: Mapping[str, InstrumentedAttribute[Any]]
    words: InstrumentedAttribute[Any] | None
    sources: tuple[Source, ...]


@cache
def derived(model: type[Base]) -> Derived:
    """The derived columns of ``model``."""
    keys: dict[str, InstrumentedAttribute[Any]] = {}
    words = None
    for prop in model.__mapper__.column_attrs:
        info = prop.columns[0].info
        if "sort_key_of" in info:
            keys[info["sort_key_of"]] = getattr(model, prop.key)
        elif "search_words" in info:
            words = getattr(model, prop.key)
    searched = [item for item in describe(model).values() if item.field.search and item.page_title is None]
    if searched and words is None:
        raise TypeError(f"{model.__name__} has search=True fields but no search_words() column")
    sources = tuple(Source(item.name, item.field.kind, "ABCD"[min(rank, 3)]) for rank, item in enumerate(searched))
    return Derived(keys, words, sources)


def words_fields(model: type[Base]) -> tuple[str, ...]:
    """Names of the fields whose words the instant search of ``model`` knows."""
    return tuple(source.name for source in derived(model).sources)


def sort_attribute(model: type[Base], name: str) -> InstrumentedAttribute[Any]:
    """What to order by to sort ``model`` by its field ``name``: the sort key when there is one."""
    key = derived(model).keys.get(name)
    return describe(model)[name].attribute if key is None else key


def derived_values(model: type[Base], values: Mapping[str, Any]) -> dict[str, Any]:
    """Sort keys and words of a record whose field values are ``values``, by attribute name."""
    plan = derived(model)
    found: dict[str, Any] = {}
    for source, key in plan.keys.items():
        text = values.get(source)
        found[key.key] = None if text is None else normalise(str(text))[:KEY_LENGTH]
    if plan.words is not None:
        found[plan.words.key] = _vector(plan.sources, values)
    return found


def _vector(sources: tuple[Source, ...], values: Mapping[str, Any]) -> str:
    marks: dict[str, dict[str, None]] = {}
    for source in sources:
        value = values.get(source.name)
        if value is None:
            continue
        for word in normalise(source.kind.words(value)).split():
            marks.setdefault(word[:KEY_LENGTH], {})[source.mark] = None
    return " ".join(f"'{word}':{_positions(found)}" for word, found in marks.items())


def _positions(marks: Iterable[str]) -> str:
    """A mark is written on a position; each has its own, A on 1 to D on 4, so that a word can bear several."""
    return ",".join(f"{ord(mark) - 64}{mark}" for mark in marks)


def matches(model: type[Base], text: str, fields: Collection[str]) -> ColumnElement[bool]:
    """Rows of ``model`` in which every word typed begins a word of one of ``fields``, those the person may read.

    Words of other fields are never searched: with five searched fields or more, those that share a mark are searched
    only when all of them may be read. Digits typed in groups also match as one number. Text without any word finds
    nothing.
    """
    plan = derived(model)
    every = {source.mark for source in plan.sources}
    open_ = every - {source.mark for source in plan.sources if source.name not in fields}
    words = normalise(text[:LONGEST_QUERY]).split()[:MOST_WORDS]
    if plan.words is None or not open_ or not words:
        return false()
    # The index knows words, not marks: naming none spares a second look at each row.
    marks = "" if open_ == every else "".join(sorted(open_))
    found: ColumnElement[bool] = plan.words.bool_op("@@")(cast(_query(words, marks), TSQUERY))
    return found


def _query(words: list[str], marks: str) -> str:
    """The tsquery, built from letters and digits only: no parser, no dictionary, nothing to escape."""
    parts: list[str] = []
    digits: list[str] = []
    for word in [*words, ""]:
        if word.isdigit():
            digits.append(word)
            continue
        if digits:
            apart = " & ".join(f"'{group}':*{marks}" for group in digits)
            parts.append(apart if len(digits) == 1 else f"(({apart}) | '{''.join(digits)}':*{marks})")
            digits = []
        if word:
            parts.append(f"'{word}':*{marks}")
    return " & ".join(parts)


@event.listens_for(Base, "before_insert", propagate=True)
def _fill(mapper: Mapper[Any], connection: Connection, record: Base) -> None:
    plan = derived(type(record))
    if plan.keys or plan.words is not None:
        names = {*plan.keys, *(source.name for source in plan.sources)}
        for name, value in derived_values(type(record), {name: getattr(record, name) for name in names}).items():
            setattr(record, name, value)


@event.listens_for(Base, "before_update", propagate=True)
def _follow(mapper: Mapper[Any], connection: Connection, record: Base) -> None:
    plan = derived(type(record))
    names = {*plan.keys, *(source.name for source in plan.sources)}
    if any(get_history(record, name, PassiveFlag.PASSIVE_NO_INITIALIZE).has_changes() for name in names):
        _fill(mapper, connection, record)
