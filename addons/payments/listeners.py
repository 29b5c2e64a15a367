"""Why a basket stays: a payment of its order may still be captured."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_

from addons.orders.holds import holds_baskets
from addons.orders.models import Order
from addons.payments.models import Payment, PaymentState
from addons.payments.models.payment import MANUAL, PAGE_TIME


@holds_baskets
def payment_under_way(at: datetime) -> ColumnElement[bool]:
    """A payment is pending, or was opened lately, or the provider was not asked since that time was over.

    The last condition is the order of a restart: after a stop, however long, no basket with a payment falls before the
    provider has said what happened meanwhile, whichever task the worker begins with.
    """
    deadline = Payment.opened_at + PAGE_TIME
    not_asked_since = func.coalesce(Payment.asked_at, Payment.opened_at) < deadline
    return exists().where(
        Payment.order_id == Order.id,
        or_(
            Payment.state == PaymentState.PENDING,
            and_(
                Payment.state == PaymentState.INITIATED,
                # Nobody waits in front of a page for a transfer: the basket falls in its time.
                Payment.provider != MANUAL,
                or_(deadline > at, not_asked_since),
            ),
        ),
    )
