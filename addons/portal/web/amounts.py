"""Prices as they are shown before an order exists: HT, the VAT on it, TTC (CGV-6.6)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from flask import current_app

from addons.orders.amounts import vat
from app.access.asking import current_account
from app.models.clock import now
from app.portal import desk

#: For how long requests are shown with the same rate; the page on which one pays asks each time.
KEPT = timedelta(minutes=1)
_RATES = "portal.rates"


@dataclass(frozen=True, slots=True)
class Price:
    """What is debited, and why that much."""

    ht: Decimal
    rate: Decimal
    vat: Decimal
    ttc: Decimal


def price(amount_ht: Decimal) -> Price:
    """The price with the VAT of now: its rate is a setting of the operator, which the back office alone reads."""
    return _with_vat(amount_ht, _ask())


def listed_price(amount_ht: Decimal) -> Price:
    """The price with the VAT of this minute: lists are drawn every few seconds, and while the back office is away."""
    rates: dict[int | None, tuple[datetime, Decimal]] = current_app.extensions.setdefault(_RATES, {})
    operator_id, at = current_account().operator_id, now()
    known = rates.get(operator_id)
    if known is None or not timedelta(0) <= at - known[0] < KEPT:
        known = rates[operator_id] = (at, _ask())
    return _with_vat(amount_ht, known[1])


def _ask() -> Decimal:
    return Decimal(desk.ask("orders.amounts", total_ht="100")["vat_rate"])


def _with_vat(amount_ht: Decimal, rate: Decimal) -> Price:
    due = vat(amount_ht, rate)
    return Price(amount_ht, rate, due, amount_ht + due)
