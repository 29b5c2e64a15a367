"""Hand-made formats write what Babel writes in French."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal

from app.formats import format_count, format_day, format_instant, format_money


@pytest.mark.parametrize("amount", ["0", "0.05", "-0.05", "999.99", "1000", "1234.5", "-1234567.89", "9999999999.99"])
def test_money_is_written_as_babel_does(amount):
    assert format_money(Decimal(amount)) == format_currency(Decimal(amount), "EUR", locale="fr")


@pytest.mark.parametrize("number", [0, 7, 999, 1000, 1_234_567, -1_234_567])
def test_counts_are_written_as_babel_does(number):
    assert format_count(number) == format_decimal(number, locale="fr")


@pytest.mark.parametrize("day", [date(2026, 11, 21), date(1900, 1, 1), date(2028, 2, 29)])
def test_days_are_written_as_babel_does(day):
    assert format_day(day) == format_date(day, "dd/MM/y", locale="fr")


@pytest.mark.parametrize("month", [1, 7])
def test_instants_are_written_as_babel_does(month):
    instant = datetime(2026, month, 21, 23, 30, tzinfo=UTC)
    assert format_instant(instant) == format_datetime(instant, "dd/MM/y HH:mm", tzinfo="Europe/Paris", locale="fr"), (
        "babel's own zone data agrees with Python's"
    )
