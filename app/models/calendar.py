"""Legal delays: calendar months clamped at month end, working days of France. Computed on Paris wall time."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TypeVar

import holidays

from app.formats import PARIS

DayOrInstant = TypeVar("DayOrInstant", date, datetime)


def add_months(start: DayOrInstant, months: int) -> DayOrInstant:
    """The same day ``months`` later (or earlier when negative), or the last day of a shorter month.

    A day gives a day. An instant keeps its Paris wall time and is returned in UTC; where that wall time falls in the
    hour skipped in March, it is read with the offset in force before the change.
    """
    if isinstance(start, datetime):
        wall = start.astimezone(PARIS)
        moved = _same_day_other_month(wall.date(), months)
        return datetime.combine(moved, wall.time(), PARIS).replace(fold=wall.fold).astimezone(UTC)
    return _same_day_other_month(start, months)


def end_of_day(instant: datetime) -> datetime:
    """The last second of the Paris day that holds ``instant``, in UTC."""
    return datetime.combine(instant.astimezone(PARIS).date(), time(23, 59, 59), PARIS).astimezone(UTC)


def is_working_day(day: date) -> bool:
    """Monday to Friday, outside the eleven public holidays of metropolitan France."""
    return day.weekday() < 5 and not is_public_holiday(day)


def is_public_holiday(day: date) -> bool:
    """One of the eleven public holidays of metropolitan France, whatever its day of the week."""
    return day in _public_holidays(day.year)


def add_working_days(start: date, days: int) -> date:
    """The working day reached after ``days`` working days, counted from the day after ``start``."""
    reached = start
    while days > 0:
        reached += timedelta(days=1)
        days -= is_working_day(reached)
    return reached


@cache
def _public_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("FR", years=year))


def _same_day_other_month(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_of_next = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (first_of_next - timedelta(days=1)).day))
