"""How many rows a list has, as far as people read: beyond ten thousand, the page says «10 000+»."""

import time
from collections import OrderedDict
from dataclasses import dataclass, replace
from threading import Lock

from sqlalchemy import func, select

from app.access.identity import Account, Identity, current
from app.database import session
from app.records.conditions import conditions
from app.records.query import NEWEST, Query, to_args
from app.records.view import View

MOST_COUNTED = 10_000
#: Seconds during which a list found beyond ten thousand is not counted again, by the same person with the same filters.
REMEMBERED = 30.0
MOST_REMEMBERED = 1024


@dataclass(frozen=True, slots=True)
class Total:
    """How many rows the list has; ``capped`` when there are more than ``number``."""

    number: int
    capped: bool


def count(view: View, query: Query) -> Total:
    """How many rows the list has, whatever the page: counted up to 10 000.

    A small list is counted each time. One known to be beyond is not read through again for half a minute: somebody who
    walks its pages would wait for the same «10 000+» at each.
    """
    key = _key(view, query)
    if key in _long_lists:
        return Total(MOST_COUNTED, capped=True)
    some = select(view.model.id).where(*conditions(view, query)).limit(MOST_COUNTED + 1).subquery()
    number = session().scalar(select(func.count()).select_from(some)) or 0
    if number <= MOST_COUNTED:
        return Total(number, capped=False)
    _long_lists.add(key)
    return Total(MOST_COUNTED, capped=True)


def _key(view: View, query: Query) -> tuple[object, ...]:
    """What the count depends on: the list without its order and page, and whoever asks, whose rows it holds."""
    filters = to_args(replace(query, sort=NEWEST, usual=NEWEST, group=None, after=None, before=None))
    return view, tuple(filters.items()), _asker(current())


def _asker(identity: Identity | None) -> tuple[int, int | None] | None:
    return (identity.id, identity.operator_id) if isinstance(identity, Account) else None


class _Remembered:
    """Keys and until when they hold, the oldest forgotten first."""

    def __init__(self) -> None:
        self._until: OrderedDict[tuple[object, ...], float] = OrderedDict()
        self._lock = Lock()

    def __contains__(self, key: tuple[object, ...]) -> bool:
        return self._until.get(key, 0.0) > time.monotonic()

    def add(self, key: tuple[object, ...]) -> None:
        with self._lock:
            self._until[key] = time.monotonic() + REMEMBERED
            self._until.move_to_end(key)
            while len(self._until) > MOST_REMEMBERED:
                self._until.popitem(last=False)


_long_lists = _Remembered()
