"""Opening a payment: one live attempt per order, everything that could refuse it asked first (CGV-6.4).

The provider is called before the locks are taken and before anything is written, under a key that follows from the
order and the number of the attempt. A transaction that fails afterwards, or a second click meanwhile, finds the same
page under the same key: nobody can pay what this installation does not know.
"""

import hashlib

from sqlalchemy import func, select

from addons.base.models import OperatorState
from addons.orders.errors import AccessSuspended, BasketExpired, PaymentUnderWay
from addons.orders.models import Order, OrderState
from addons.orders.services import lock_sale
from addons.payments import errors
from addons.payments.adapters import Opened, Unreachable, Wanted, adapter_for
from addons.payments.events import payment_opening
from addons.payments.models import Method, Payment, PaymentState
from addons.payments.models.payment import PAGE_TIME, UNDECIDED
from addons.payments.parameters import PROVIDER
from addons.payments.telling import ProviderDue
from addons.professionals.models import State as ProfessionalState
from app.database import session
from app.effects import outbox
from app.kernel import kernel_of
from app.models.clock import now
from app.models.parameters import value
from app.proof import journal

#: The page of a purchase, where the provider sends the buyer back.
RETURN = "/achats/{}"


def open_payment(order: Order, method: Method) -> Payment:
    """The live payment of an order and the page where it is made; opened again, it is the same one.

    Raises OrderNotPayable, BasketExpired, AccessSuspended, PaymentUnderWay while the provider decides, what listeners
    of ``payment_opening`` raise, NoProvider, MethodUnavailable, OperatorUnconfirmed, ProviderUnreachable.
    """
    if (live := _live(order)) is not None:
        return live
    _refuse(order)
    payment_opening.send(Order, order=order)
    name, key = value(PROVIDER, order.operator_id), _key(order)
    opened = _open(order, method, name, key)
    lock_sale(order)
    if (live := _live(order)) is not None:
        return live
    _refuse(order)
    payment = Payment(
        operator_id=order.operator_id,
        order=order,
        professional_id=order.professional_id,
        provider=name,
        provider_ref=opened.ref,
        page_url=opened.url,
        key=key,
        method=method,
        amount_ttc=order.total_ttc,
        opened_at=now(),
    )
    session().add(payment)
    session().flush()
    outbox.put(ProviderDue(payment.id), key=f"page time {payment.key}", due_at=payment.opened_at + PAGE_TIME)
    facts = {"order": order.id, "amount_ttc": payment.amount_ttc, "method": method.code, "provider": name}
    journal.record("payment.opened", Payment, payment.id, facts)
    return payment


def last_payment(order: Order) -> Payment | None:
    """The newest attempt of an order."""
    attempts = select(Payment).where(Payment.order_id == order.id).order_by(Payment.id.desc())
    return session().scalar(attempts.limit(1))


def _live(order: Order) -> Payment | None:
    """The attempt that is open. Raises PaymentUnderWay while money may be on its way, or was set aside."""
    states = (*UNDECIDED, PaymentState.QUARANTINED)
    open_ones = select(Payment).where(Payment.order_id == order.id, Payment.state.in_(states))
    found = session().scalar(open_ones.order_by(Payment.id.desc()).limit(1))
    if found is not None and (found.state is not PaymentState.INITIATED or found.page_url is None):
        raise PaymentUnderWay
    return found if found is not None and order.state is OrderState.AWAITING_PAYMENT else None


def _refuse(order: Order) -> None:
    if order.state is OrderState.CANCELLED:
        raise BasketExpired
    if order.state is not OrderState.AWAITING_PAYMENT:
        raise errors.OrderNotPayable
    if order.reservation.released_at is not None or now() > order.reservation.expires_at:
        raise BasketExpired
    if order.professional.state is not ProfessionalState.VALIDATED:
        raise AccessSuspended


def _open(order: Order, method: Method, name: str, key: str) -> Opened:
    confirmed = order.operator.state is OperatorState.CONFIRMED
    adapter = adapter_for(name, method, confirmed=confirmed)
    back = kernel_of().settings.portal_url + RETURN.format(order.id)
    try:
        return adapter.open(Wanted(key, order.total_ttc, order.reference or "", back))
    except Unreachable:
        raise errors.ProviderUnreachable from None


def _key(order: Order) -> str:
    """The same for every try at the same attempt: an attempt counts once its row is committed."""
    attempts = session().scalar(select(func.count()).select_from(Payment).where(Payment.order_id == order.id))
    text = f"{order.operator_id}|{order.id}|{order.confirmed_at.isoformat()}|{attempts}"
    return hashlib.sha256(text.encode()).hexdigest()[:40]
