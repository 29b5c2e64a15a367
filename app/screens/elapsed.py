"""How long ago, or in how long, something is: said for less than a day; beyond that a date says more."""

from collections.abc import Callable
from datetime import datetime

from app.formats import NBSP
from app.i18n import _

MINUTES_A_DAY = 24 * 60


def elapsed_writer() -> Callable[[datetime, datetime], str | None]:
    """What writes an instant seen from now, in the language of the request: looked up once, used for many cells.

    ``write(instant, now)`` is «il y a 5 min», «à l’instant» or «dans 2 h», None when a day or more lies between.
    """
    just, past, future = _("à l’instant"), _("il y a %(length)s"), _("dans %(length)s")

    def write(instant: datetime, now: datetime) -> str | None:
        seconds = (now - instant).total_seconds()
        minutes = int(abs(seconds) // 60)
        if minutes >= MINUTES_A_DAY:
            return None
        length = f"{minutes}{NBSP}min" if minutes < 60 else f"{minutes // 60}{NBSP}h"
        return (past if seconds > 0 else future) % {"length": length} if minutes else just

    return write
