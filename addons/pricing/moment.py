"""When a request was made, as prices see it: hour, night and kind of day in Europe/Paris, never typed (CGV-6.10)."""

from dataclasses import dataclass
from datetime import datetime

from addons.pricing.models import DayKind
from app.formats import PARIS
from app.models.calendar import is_public_holiday

#: The night begins at 20:00 and ends at 07:59.
NIGHT_FROM, NIGHT_TO = 20, 8


@dataclass(frozen=True, slots=True)
class Moment:
    """Hour of the Paris clock (0 to 23), and the kind of day."""

    hour: int
    day: DayKind

    @property
    def night(self) -> bool:
        """Whether it is between 20:00 and 07:59."""
        return within_hours(NIGHT_FROM, NIGHT_TO, self.hour)


def moment(requested_at: datetime) -> Moment:
    """The moment of an aware instant. A public holiday is one whatever its day of the week."""
    wall = requested_at.astimezone(PARIS)
    if is_public_holiday(wall.date()):
        day = DayKind.HOLIDAY
    else:
        day = DayKind.WEEKEND if wall.weekday() >= 5 else DayKind.WORKING
    return Moment(wall.hour, day)


def within_hours(start: int, end: int, hour: int) -> bool:
    """Whether ``hour`` is from ``start`` included to ``end`` excluded; an end before the start passes midnight."""
    return start <= hour < end if start < end else hour >= start or hour < end
