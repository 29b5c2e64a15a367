"""What invoices do with payments: everything that could refuse is asked before, nothing is refused after."""

from typing import Any

from addons.invoicing.errors import NotReadyToSell
from addons.invoicing.readiness import is_ready, provider_of
from addons.invoicing.services import issue, refusals
from addons.orders.models import Order
from addons.payments.events import payment_captured, payment_opening
from addons.payments.models import Payment


@payment_opening.connect
def refuse_early(sender: Any, *, order: Order, **more: Any) -> None:
    """Raise what would refuse the invoice, and NotReadyToSell where real money would be taken too early."""
    for refusal in refusals(order):
        raise refusal
    provider = provider_of(order.operator_id)
    if provider is not None and provider.real and not is_ready(order.operator):
        raise NotReadyToSell


@payment_captured.connect
def invoice_the_sale(sender: Any, *, payment: Payment, order: Order, **more: Any) -> None:
    """Issue the invoice in the transaction of the capture: one for each paid order (CGV-6.1)."""
    issue(order, payment)
