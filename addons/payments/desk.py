"""What professionals ask of payments: each command checks that the order is theirs."""

from typing import Any

from addons.orders.models import Order, OrderState
from addons.payments import errors
from addons.payments.models import Method, PaymentState
from addons.payments.services import last_payment, open_payment
from app.access.identity import Account
from app.database import session
from app.errors import NotFound
from app.i18n import _
from app.portal.desk import command


@command("payments.open")
def open(me: Account, *, order_id: int, method: str) -> dict[str, Any]:
    """Open the payment of an order: ``url`` is where it is made."""
    order = _mine(me, order_id)
    wanted = next((each for each in Method if each.code == method), None)
    if wanted is None:
        raise errors.MethodUnavailable(field="method")
    payment = open_payment(order, wanted)
    return {"payment": payment.id, "url": payment.page_url, "state": payment.state.code}


@command("payments.status")
def status(me: Account, *, order_id: int) -> dict[str, Any]:
    """Where the payment of an order stands, in a word and in a sentence."""
    order = _mine(me, order_id)
    payment = last_payment(order)
    state = payment.state if payment is not None else None
    return {"order": order.state.code, "payment": state.code if state else None, "sentence": _told(order, state)}


def _told(order: Order, state: PaymentState | None) -> str:
    """Between yes and no nobody pays twice: the sentence says so (CGV-6.4)."""
    if order.state is OrderState.FULFILLED:
        return _("Paiement reçu : les coordonnées sont à vous.")
    if order.state is OrderState.NOT_FULFILLED or state is PaymentState.REFUNDED:
        return _("La demande n’a pas pu être remise : votre règlement vous est remboursé.")
    if state in (PaymentState.PENDING, PaymentState.QUARANTINED, PaymentState.CAPTURED):
        return _("Nous vérifions votre paiement, ne payez pas une seconde fois.")
    if state in (PaymentState.FAILED, PaymentState.CANCELLED):
        return _("Le paiement n’a pas abouti. Rien n’a été débité.")
    return _("Paiement attendu.")


def _mine(me: Account, order_id: int) -> Order:
    found: Order | None = session().get(Order, order_id)
    if found is None or found.professional_id != me.professional_id:
        raise NotFound
    return found
