"""Payments, what providers said, and refunds."""

from addons.payments.models.choices import EventOutcome, Method, PaymentState, RefundState
from addons.payments.models.event import ProviderEvent
from addons.payments.models.payment import Payment, Refund, RefundCause

__all__ = ["EventOutcome", "Method", "Payment", "PaymentState", "ProviderEvent", "Refund", "RefundCause", "RefundState"]
