"""Legal delays, with the boundary vectors of the rules."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.formats import PARIS
from app.models.calendar import add_months, add_working_days, end_of_day, is_working_day


def paris(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2026, 11, 21), 1, date(2026, 12, 21)),
        (date(2027, 1, 31), 3, date(2027, 4, 30)),
        (date(2026, 11, 21), 3, date(2027, 2, 21)),
        (date(2024, 2, 29), 36, date(2027, 2, 28)),
        (date(2026, 11, 21), 120, date(2036, 11, 21)),
        (date(2026, 11, 21), 13, date(2027, 12, 21)),
        (date(2026, 2, 28), 3, date(2026, 5, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 12, 31), 0, date(2026, 12, 31)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_of_the_month(start, months, expected):
    assert add_months(start, months) == expected


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        (paris(2026, 5, 21, 10), 6, paris(2026, 11, 21, 10)),
        (paris(2026, 8, 30, 10), 6, paris(2027, 2, 28, 10)),
        (paris(2026, 8, 31, 10), 6, paris(2027, 2, 28, 10)),
        (paris(2026, 8, 21, 12), 3, paris(2026, 11, 21, 12)),
    ],
)
def test_an_instant_keeps_its_wall_time_across_a_change_of_hour(start, months, expected):
    moved = add_months(start.astimezone(UTC), months)
    assert moved == expected
    assert moved.utcoffset() == timedelta(0)


def test_the_month_is_that_of_paris_not_of_utc():
    last_evening = paris(2026, 2, 1, 0, 30).astimezone(UTC)
    assert last_evening.month == 1
    assert add_months(last_evening, 1) == paris(2026, 3, 1, 0, 30)


def test_a_wall_time_skipped_in_march_is_read_before_the_change():
    assert add_months(paris(2026, 2, 28, 2, 30) + timedelta(days=1), 0) == paris(2026, 3, 1, 2, 30)
    assert add_months(paris(2026, 1, 29, 2, 30), 2) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_seven_days_are_seven_times_twenty_four_hours():
    """rules I, recredit_deadline over the end of summer time."""
    assert paris(2026, 10, 20, 14).astimezone(UTC) + timedelta(days=7) == paris(2026, 10, 27, 13)


def test_the_end_of_the_day_is_the_last_second_in_paris():
    assert end_of_day(paris(2026, 11, 8, 10)) == paris(2026, 11, 8, 23, 59, 59)
    assert end_of_day(datetime(2026, 11, 7, 23, 30, tzinfo=UTC)) == paris(2026, 11, 8, 23, 59, 59)


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (date(2026, 11, 20), date(2026, 12, 11)),
        (date(2026, 11, 21), date(2026, 12, 11)),
        (date(2026, 10, 26), date(2026, 11, 17)),
        (date(2026, 12, 11), date(2027, 1, 5)),
        (date(2026, 4, 24), date(2026, 5, 20)),
        (date(2026, 5, 1), date(2026, 5, 27)),
    ],
)
def test_fifteen_working_days_skip_week_ends_and_public_holidays(start, expected):
    assert add_working_days(start, 15) == expected


def test_france_has_eleven_public_holidays():
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    idle = [day for day in days if not is_working_day(day) and day.weekday() < 5]
    assert date(2026, 4, 6) in idle
    assert date(2026, 5, 14) in idle
    assert date(2026, 5, 25) in idle
    assert len(idle) == 9, "15 August and 1 November 2026 fall on a week end"
