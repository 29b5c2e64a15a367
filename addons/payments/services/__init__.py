"""Use cases of payments. They never commit.

A lock on a payment is taken after those of its request, its basket and its order.
"""

from addons.payments import manual  # noqa: F401  # declares itself, as the next one does
from addons.payments.sandbox import adapter  # noqa: F401
from addons.payments.services.applying import apply_event
from addons.payments.services.asking import ask_provider, open_payments, pending_refunds
from addons.payments.services.by_hand import give_back, receive
from addons.payments.services.opening import last_payment, open_payment
from addons.payments.services.refunding import close_refunded, confirm_refund, refund, retry_refund, send_refund

__all__ = [
    "apply_event",
    "ask_provider",
    "close_refunded",
    "confirm_refund",
    "give_back",
    "last_payment",
    "open_payment",
    "open_payments",
    "pending_refunds",
    "receive",
    "refund",
    "retry_refund",
    "send_refund",
]
