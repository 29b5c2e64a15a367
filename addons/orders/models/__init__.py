"""Baskets, orders, and the sealed copies of contact details."""

from addons.orders.models.access import ContactView
from addons.orders.models.choices import LineOutcome, LostReason, OrderState, Proximity, Release, VatRegime
from addons.orders.models.order import Order, OrderLine
from addons.orders.models.reservation import Reservation
from addons.orders.models.sealed import SealedContact

__all__ = [
    "ContactView",
    "LineOutcome",
    "LostReason",
    "Order",
    "OrderLine",
    "OrderState",
    "Proximity",
    "Release",
    "Reservation",
    "SealedContact",
    "VatRegime",
]
