"""Numbers computed by hand: VAT, deadlines."""

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from addons.orders.amounts import vat
from addons.orders.deadlines import recredit_deadline

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.rule("CGV-6.16")
@pytest.mark.parametrize(
    ("total", "due"),
    [
        ("1.00", "0.20"),
        ("12.37", "2.47"),
        ("29.90", "5.98"),
        ("49.90", "9.98"),
        ("1999.00", "399.80"),
        ("2.26", "0.45"),
        ("1.13", "0.23"),
    ],
)
def test_vat_is_rounded_half_up_once(total, due):
    assert vat(Decimal(total), Decimal("20.00")) == Decimal(due)


def test_half_a_cent_goes_up():
    assert vat(Decimal("0.10"), Decimal("5.00")) == Decimal("0.01")


def paris(*parts) -> datetime:
    return datetime(*parts, tzinfo=PARIS)


@pytest.mark.rule("CGV-7.8")
@pytest.mark.parametrize(
    ("revealed", "end_of_day", "deadline"),
    [
        (paris(2026, 11, 1, 10), False, paris(2026, 11, 8, 10)),
        (paris(2026, 11, 1, 10), True, paris(2026, 11, 8, 23, 59, 59)),
        # Seven times 24 hours go through the change of hour.
        (paris(2026, 10, 20, 14), False, paris(2026, 10, 27, 13)),
        (paris(2026, 10, 20, 14), True, paris(2026, 10, 27, 23, 59, 59)),
        # Late in the evening of Paris it is another day in UTC.
        (paris(2026, 11, 1, 23, 30), True, paris(2026, 11, 8, 23, 59, 59)),
        (paris(2027, 3, 22, 0, 30), False, paris(2027, 3, 29, 1, 30)),
    ],
)
def test_a_recredit_may_be_asked_for_seven_days(revealed, end_of_day, deadline):
    assert recredit_deadline(revealed.astimezone(UTC), 7, end_of_day=end_of_day) == deadline
