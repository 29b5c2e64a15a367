"""What keeps a basket from falling: add-ons that take payments say under which condition one is under way."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, exists, false, or_

from addons.orders.models import Order, Reservation

#: SQL about ``Order``, true at an instant while a payment of it may still be captured.
Condition = Callable[[datetime], ColumnElement[bool]]
Given = TypeVar("Given", bound=Condition)

_conditions: list[Condition] = []


def holds_baskets(condition: Given) -> Given:
    """Declare a condition on ``Order`` under which its basket stays (CGV-6.4: never while a payment is pending)."""
    _conditions.append(condition)
    return condition


def payment_under_way(at: datetime) -> ColumnElement[bool]:
    """The condition that a payment of ``Order`` is under way at ``at``."""
    return or_(false(), *(condition(at) for condition in _conditions))


def basket_held(at: datetime) -> ColumnElement[bool]:
    """The condition that ``Reservation`` may not fall at ``at``, whatever its time."""
    return exists().where(Order.reservation_id == Reservation.id, payment_under_way(at))
