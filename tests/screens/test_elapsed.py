"""«il y a 12 min»: what lists and pages write beside an instant that is near."""

from datetime import UTC, datetime, timedelta

import pytest

from app.screens.elapsed import elapsed_writer

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("distance", "words"),
    [
        (timedelta(0), "à l’instant"),
        (timedelta(seconds=-59), "à l’instant"),
        (timedelta(seconds=59), "à l’instant"),
        (timedelta(minutes=-1), "il y a 1\u00a0min"),
        (timedelta(minutes=59, seconds=59), "dans 59\u00a0min"),
        (timedelta(hours=-1, minutes=-59), "il y a 1\u00a0h"),
        (DAY - SECOND, "dans 23\u00a0h"),
        (-DAY + SECOND, "il y a 23\u00a0h"),
    ],
)
def test_a_near_instant_is_told_from_now(distance, words):
    assert elapsed_writer()(NOW + distance, NOW) == words


@pytest.mark.parametrize("distance", [DAY, -DAY, timedelta(days=400)])
def test_a_day_away_is_left_to_the_date(distance):
    assert elapsed_writer()(NOW + distance, NOW) is None
