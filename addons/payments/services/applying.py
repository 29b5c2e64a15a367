"""What a provider says becomes ours, once, in one transaction: captured, paid, revealed, invoiced (CGV-6.4)."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from addons.orders import errors as sale
from addons.orders.models.order import PAYABLE
from addons.orders.services import keep, lock_sale, not_fulfilled, pay
from addons.payments.adapters import EURO, Fact, Told
from addons.payments.events import payment_captured
from addons.payments.models import EventOutcome, Payment, PaymentState, ProviderEvent, RefundCause
from addons.payments.models.payment import CAPTURABLE, UNDECIDED
from addons.payments.services.refunding import REFUND_FACTS, apply_refund, refund
from app.database import session
from app.models.clock import now
from app.proof import journal

#: Why what was captured goes back, by what the sale answered.
CAUSES = {
    sale.SoldMeanwhile: RefundCause.ALREADY_SOLD,
    sale.PaidAlready: RefundCause.ALREADY_PAID,
    sale.NoLongerOffered: RefundCause.NO_LONGER_OFFERED,
    sale.BuyerSuspended: RefundCause.BUYER_SUSPENDED,
}


def apply_event(provider: str, event: Told) -> EventOutcome:
    """Take a provider's word, whose signature was verified; the same event twice changes nothing.

    What is out of order is kept and ignored, what is about nothing known, of another amount or currency, is set aside
    for a person: nothing is revealed without the whole amount (CGV-6.4).
    """
    row = _write(provider, event)
    if row is None:
        return EventOutcome.REPEATED
    if event.fact in REFUND_FACTS:
        row.outcome = apply_refund(provider, event)
    else:
        row.payment = _find(provider, event)
        row.outcome = _apply(row.payment, event) if row.payment is not None else EventOutcome.QUARANTINED
    session().flush()
    return row.outcome


def _write(provider: str, event: Told) -> ProviderEvent | None:
    """The row of the event, None when it is there already: of two at once, the second one waits here."""
    row = ProviderEvent(
        provider=provider,
        event_id=event.event_id,
        kind=event.fact.value,
        provider_ref=event.ref,
        amount_ttc=event.amount_ttc,
        currency=event.currency,
        received_at=now(),
        outcome=EventOutcome.APPLIED,
    )
    try:
        with session().begin_nested():
            session().add(row)
    except IntegrityError:
        return None
    return row


def _find(provider: str, event: Told) -> Payment | None:
    """The payment an event is about, everything that its sale may change being locked."""
    mine = select(Payment).where(Payment.provider == provider, Payment.provider_ref == event.ref)
    payment = session().scalar(mine)
    if payment is not None:
        lock_sale(payment.order)
        keep(payment)
    return payment


def _apply(payment: Payment, event: Told) -> EventOutcome:
    if event.currency != EURO or (event.amount_ttc is not None and event.amount_ttc != payment.amount_ttc):
        return _set_aside(payment, event)
    match event.fact:
        case Fact.CAPTURED if payment.state in CAPTURABLE:
            _capture(payment, event)
        case Fact.PENDING if payment.state is PaymentState.INITIATED:
            payment.wait()
        case Fact.FAILED if payment.state in UNDECIDED:
            payment.fail(event.why)
        case Fact.CANCELLED if payment.state in UNDECIDED:
            payment.cancel()
        case _:
            return EventOutcome.BEHIND
    return EventOutcome.APPLIED


def _set_aside(payment: Payment, event: Told) -> EventOutcome:
    """Keep an unexpected amount away from the sale; when it was really taken, a person decides what becomes of it."""
    if event.fact is Fact.CAPTURED and payment.state in CAPTURABLE:
        payment.quarantine(event.at)
        facts = {"expected_ttc": payment.amount_ttc, "taken_ttc": event.amount_ttc, "currency": event.currency}
        journal.record("payment.quarantined", Payment, payment.id, facts)
    return EventOutcome.QUARANTINED


def _capture(payment: Payment, event: Told) -> None:
    order = payment.order
    _close_other_attempts(payment)
    if order.state not in PAYABLE:
        # The order has its payment: one capture per order, the second one goes back.
        payment.quarantine(event.at)
        refund(payment, RefundCause.ALREADY_PAID)
        return
    payment.capture(event.at)
    session().flush()
    facts = {"order": order.id, "amount_ttc": payment.amount_ttc, "at": event.at}
    journal.record("payment.captured", Payment, payment.id, facts)
    try:
        pay(order, paid_at=event.at)
    except sale.CannotFulfil as refusal:
        not_fulfilled(order)
        refund(payment, CAUSES[type(refusal)])
    else:
        payment_captured.send(Payment, payment=payment, order=order)


def _close_other_attempts(payment: Payment) -> None:
    """Give up the attempts nobody decided: what they may still capture comes back by itself."""
    others = select(Payment).where(
        Payment.order_id == payment.order_id, Payment.id != payment.id, Payment.state.in_(UNDECIDED)
    )
    for other in session().scalars(others.with_for_update().execution_options(populate_existing=True)):
        other.cancel()
    session().flush()
