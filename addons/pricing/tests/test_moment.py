"""Hour and day come from the clock of Paris, whatever the server's."""

from datetime import UTC, date, datetime

import pytest

from addons.pricing.models import DayKind
from addons.pricing.moment import moment, within_hours
from app.formats import PARIS
from app.models.calendar import is_public_holiday


@pytest.mark.rule("CGV-6.10")
@pytest.mark.parametrize(
    ("wall", "night"),
    [("19:59", False), ("20:00", True), ("23:59", True), ("00:00", True), ("07:59", True), ("08:00", False)],
)
def test_the_night_goes_from_20_00_to_07_59(wall, night):
    hour, minute = map(int, wall.split(":"))
    assert moment(datetime(2026, 11, 18, hour, minute, tzinfo=PARIS)).night is night


@pytest.mark.rule("CGV-6.10")
@pytest.mark.parametrize(("month", "hour", "night"), [(7, 20, True), (12, 19, False)])
def test_half_past_six_utc_is_night_in_july_and_day_in_december(month, hour, night):
    found = moment(datetime(2026, month, 15, 18, 30, tzinfo=UTC))
    assert (found.hour, found.night) == (hour, night)


@pytest.mark.rule("CGV-6.10")
@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2026, 5, 1), DayKind.HOLIDAY),
        (date(2026, 4, 6), DayKind.HOLIDAY),
        (date(2026, 5, 14), DayKind.HOLIDAY),
        (date(2026, 5, 25), DayKind.HOLIDAY),
        (date(2026, 8, 15), DayKind.HOLIDAY),  # a Saturday: a public holiday all the same
        (date(2026, 11, 21), DayKind.WEEKEND),
        (date(2026, 11, 22), DayKind.WEEKEND),
        (date(2026, 11, 20), DayKind.WORKING),
        (date(2026, 4, 3), DayKind.WORKING),  # Good Friday is a holiday in Alsace-Moselle alone
    ],
)
def test_each_day_is_of_one_kind(day, kind):
    assert moment(datetime(day.year, day.month, day.day, 12, tzinfo=PARIS)).day is kind


@pytest.mark.rule("CGV-6.10")
def test_a_year_has_eleven_public_holidays():
    days = (date.fromordinal(date(2026, 1, 1).toordinal() + n) for n in range(365))
    assert sum(map(is_public_holiday, days)) == 11


@pytest.mark.rule("CGV-6.10")
def test_the_night_of_the_29th_of_march_belongs_to_the_day_it_falls_on_in_paris():
    """23:30 UTC on Friday is Saturday in Paris."""
    assert moment(datetime(2026, 3, 27, 23, 30, tzinfo=UTC)).day is DayKind.WEEKEND


@pytest.mark.parametrize(
    ("start", "end", "inside"), [(8, 20, range(8, 20)), (20, 8, [*range(20, 24), *range(8)]), (22, 24, [22, 23])]
)
def test_hours_of_a_rule_may_pass_midnight(start, end, inside):
    assert [hour for hour in range(24) if within_hours(start, end, hour)] == sorted(inside)
