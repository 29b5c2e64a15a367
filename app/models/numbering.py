"""Unbroken numbering: taken last in the transaction, one statement a number, given back whole by a rollback."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from psycopg.errors import LockNotAvailable
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Date,
    Integer,
    String,
    Table,
    bindparam,
    func,
    inspect,
    or_,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, object_session
from sqlalchemy.sql.dml import ReturningInsert

from app.access.system import beneath
from app.database import Phase, session
from app.errors import DomainError
from app.i18n import _l
from app.models.base import Base
from app.models.clock import today
from app.models.history.recording import SILENT
from app.models.pending import Pending
from app.privacy.declarations import not_personal

#: ``operator_id`` is 0 for records that belong to no operator.
counter = Table(
    "counter",
    Base.metadata,
    Column("series", String(40), primary_key=True, info={"personal": not_personal("nom d’une série")}),
    Column("operator_id", BigInteger, primary_key=True, autoincrement=False),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", BigInteger, nullable=False, info={"personal": not_personal("dernier numéro donné")}),
    Column("last_on", Date, info={"personal": not_personal("jour du dernier numéro")}),
)


class NumberingBusy(DomainError):
    """Another transaction has held the series for five seconds."""

    status = 503
    sentence = _l("La numérotation est occupée : réessayez dans quelques secondes.")


class DateBeforeLast(DomainError):
    """A later date already has its number: in a chronological series dates never go back."""

    status = 409
    sentence = _l("La série « %(series)s » a déjà un numéro à une date postérieure au %(on)s.")


class SeriesStarted(DomainError):
    """The last number of a previous system is declared before the first number is taken."""

    status = 409
    sentence = _l("La série « %(series)s » a déjà commencé : son dernier numéro ne se déclare plus.")


@dataclass(frozen=True, slots=True)
class Series:
    """A series of numbers for each operator, from 1 again each year unless it is not ``yearly``.

    ``pattern`` reads ``FA{year}-{number:06d}``. A ``chronological`` series refuses a date before the last numbered one.
    """

    code: str
    pattern: str
    chronological: bool = False
    yearly: bool = True


@dataclass(frozen=True, slots=True, order=True)
class _Wanted:
    series: str
    operator_id: int
    on: date
    of: Series = field(compare=False)
    record: Base = field(compare=False)
    name: str = field(compare=False)
    then: "Then | None" = field(compare=False)


#: Told the place of the number in its series.
Then = Callable[[int], None]


def number(record: Base, name: str, series: Series, *, on: date | None = None, then: Then | None = None) -> None:
    """Have the field ``name`` of ``record`` take the next number of ``series`` at the end of the transaction.

    The year is that of ``on``, today in Paris by default; the operator is the record's. ``then`` is called with the
    place in the series once the number stands on the record: what it sets there is written in the same statement. The
    series is held meanwhile and whoever wants its next number waits, so that ``then`` may read what the number before
    belongs to (a chain) and must be quick. The end of the transaction raises DateBeforeLast or NumberingBusy. A record
    that has its number never takes another: that is a bug.
    """
    if getattr(record, name) is not None:
        raise ValueError(f"{record!r} already has its number")
    operator_id = getattr(record, "operator_id", None) or 0
    wanted = _Wanted(series.code, operator_id, on or today(), series, record, name, then)
    _pending.put(object_session(record) or session(), (inspect(record), name), wanted)


def continue_after(series: Series, last: int, *, year: int, operator_id: int = 0) -> None:
    """Start ``series`` after ``last``, the last number of the previous system. Raises SeriesStarted."""
    start = insert(counter).values(series=series.code, operator_id=operator_id, year=year, last=last)
    started = beneath("le départ d’une série de numéros").execute(
        start.on_conflict_do_nothing().returning(counter.c.last)
    )
    if started.first() is None:
        raise SeriesStarted(series=series.code)


def last_number(series: Series, *, year: int, operator_id: int = 0) -> int:
    """The last place given in ``series``, 0 when it has not begun: what a check of continuity compares with."""
    given = select(counter.c.last).where(
        counter.c.series == series.code,
        counter.c.operator_id == operator_id,
        counter.c.year == (year if series.yearly else 0),
    )
    return beneath("le dernier numéro d’une série").scalar(given) or 0


def _assign(within: Session, wanted: list[_Wanted]) -> None:
    """Numbers in one order for every transaction, so that two of them cannot wait for each other."""
    connection = beneath("les numéros que prend la transaction")
    connection.execute(text("SET LOCAL lock_timeout = '5s'"))
    within.info[SILENT] = True
    try:
        for want in sorted(want for want in wanted if want.record in within):
            place = _next(connection, want)
            setattr(want.record, want.name, want.of.pattern.format(year=want.on.year, number=place))
            if want.then is not None:
                with within.no_autoflush:  # what it reads must not write the record half done
                    want.then(place)
                within.flush()  # the next of the same series may read it
        within.flush()
    finally:
        del within.info[SILENT]


def _next(connection: Connection, want: _Wanted) -> int:
    given = {
        "series": want.series,
        "operator_id": want.operator_id,
        "year": want.on.year if want.of.yearly else 0,
        "last": 1,
        "last_on": want.on,
    }
    try:
        taken: int | None = connection.scalar(_taking(want.of.chronological), given)
    except OperationalError as error:
        if isinstance(error.orig, LockNotAvailable):
            raise NumberingBusy from error
        raise
    if taken is None:
        raise DateBeforeLast(series=want.series, on=f"{want.on:%d/%m/%Y}")
    return taken


@cache
def _taking(chronological: bool) -> ReturningInsert[int]:
    """The one statement that takes a number, made once: whoever is next waits for it."""
    first = insert(counter).values({column: bindparam(column.name) for column in counter.c})
    on = first.excluded.last_on
    return first.on_conflict_do_update(
        index_elements=[counter.c.series, counter.c.operator_id, counter.c.year],
        set_={"last": counter.c.last + 1, "last_on": func.greatest(counter.c.last_on, on)},
        where=or_(counter.c.last_on.is_(None), counter.c.last_on <= on) if chronological else None,
    ).returning(counter.c.last)


_pending: Pending[_Wanted] = Pending(Phase.NUMBERS, _assign)
