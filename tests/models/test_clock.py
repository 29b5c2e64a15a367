"""One clock, which tests can stop."""

import ast
import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app.formats import PARIS
from app.models.clock import frozen, now, today

APP = Path(__file__).parents[2] / "app"


def test_now_is_aware_and_in_utc():
    assert now().utcoffset() == timedelta(0)


def test_late_in_the_evening_today_is_the_day_of_paris():
    with frozen(datetime(2026, 7, 31, 22, 30, tzinfo=UTC)):
        assert today() == date(2026, 8, 1)


def test_a_frozen_clock_stands_still_moves_when_told_and_starts_again():
    with frozen(datetime(2026, 11, 21, 12, 0, tzinfo=PARIS)) as clock:
        assert now() == now() == datetime(2026, 11, 21, 11, 0, tzinfo=UTC)
        clock.advance(timedelta(minutes=10))
        assert now() == datetime(2026, 11, 21, 11, 10, tzinfo=UTC)
        clock.set(datetime(2020, 1, 1, tzinfo=UTC))
        assert now().year == 2020
    assert now().year > 2020


def test_every_thread_sees_the_frozen_clock():
    seen = []
    with frozen(datetime(2020, 1, 1, tzinfo=UTC)):
        thread = threading.Thread(target=lambda: seen.append(now()))
        thread.start()
        thread.join()
    assert seen == [datetime(2020, 1, 1, tzinfo=UTC)]


def test_a_naive_instant_does_not_set_the_clock():
    with pytest.raises(ValueError, match="naive"), frozen(datetime(2020, 1, 1)):  # noqa: DTZ001
        pass


def test_nothing_else_in_the_kernel_asks_the_time_of_day():
    forbidden = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today"}
    found = [
        f"{path.relative_to(APP)}:{node.lineno}"
        for path in APP.rglob("*.py")
        if path != APP / "models" / "clock.py"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and ast.unparse(node) in forbidden
    ]
    assert found == []
