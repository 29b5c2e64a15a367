"""Money that goes back: decided here, sent by an effect, followed until the provider confirms it (rules B.4)."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from sqlalchemy import select

from addons.payments.adapters import Fact, Told, adapter
from addons.payments.models import EventOutcome, Payment, PaymentState, Refund, RefundCause, RefundState
from addons.payments.models.payment import MANUAL
from addons.payments.telling import RefundDone, RefundDue, tell_not_honoured, tell_refunded
from app.database import session
from app.effects import outbox
from app.effects.delivery import leave
from app.models.clock import now
from app.models.workflow import performs
from app.proof import journal

REFUND_FACTS = (Fact.REFUND_SENT, Fact.REFUND_CONFIRMED, Fact.REFUND_FAILED)
#: Not back yet, and not given up.
ON_ITS_WAY = (RefundState.REQUESTED, RefundState.SENT)


def refund(payment: Payment, cause: RefundCause) -> Refund:
    """Have the whole of a captured payment go back by the way it came, and tell its payer why.

    Decided again, it is the same refund.
    """
    known = session().scalar(select(Refund).where(Refund.payment_id == payment.id))
    if known is not None:
        return known
    found = Refund(
        operator_id=payment.operator_id,
        payment=payment,
        cause=cause,
        amount_ttc=payment.amount_ttc,
        key=f"refund-{payment.key}"[:64],
        requested_at=now(),
    )
    session().add(found)
    session().flush()
    facts = {"payment": payment.id, "amount_ttc": found.amount_ttc, "cause": cause.code}
    journal.record("refund.requested", Refund, found.id, facts)
    outbox.put(RefundDue(found.id), key=f"send {found.key}")
    tell_not_honoured(found)
    return found


def send_refund(refund_id: int) -> None:
    """From the handler of its effect: ask the provider once the transaction has ended, then note what it says."""
    found = session().get(Refund, refund_id)
    if found is None or found.state not in ON_ITS_WAY or found.payment.provider == MANUAL:
        return
    payment = found.payment
    send = partial(adapter(payment.provider).refund, str(payment.provider_ref), found.key, found.amount_ttc)
    leave(partial(_send, found.id, send))


def _send(refund_id: int, send: Callable[[], Told], key: str, at: datetime) -> None:
    told = send()
    _note(session().get_one(Refund, refund_id, with_for_update=True), told)


def apply_refund(provider: str, event: Told) -> EventOutcome:
    """Take a provider's word about a refund."""
    mine = select(Refund).join(Payment).where(Payment.provider == provider, Refund.key == event.key)
    found = session().scalar(mine.with_for_update(of=Refund))
    if found is None or (event.amount_ttc is not None and event.amount_ttc != found.amount_ttc):
        return EventOutcome.QUARANTINED
    return EventOutcome.APPLIED if _note(found, event) else EventOutcome.BEHIND


def _note(found: Refund, told: Told) -> bool:
    """Write what is new; False when nothing is."""
    if found.state not in ON_ITS_WAY:
        return False
    found.provider_ref = told.ref
    match told.fact:
        case Fact.REFUND_CONFIRMED:
            confirm_refund(found)
        case Fact.REFUND_FAILED:
            found.fail()
        case _ if found.state is RefundState.REQUESTED:
            found.send()
        case _:
            return False
    return True


@performs(Refund.confirm)
def confirm_refund(found: Refund) -> None:
    """Note that the money is back; its payment is closed and its payer told once that is committed."""
    found.confirm()
    journal.record("refund.confirmed", Refund, found.id, {"amount_ttc": found.amount_ttc})
    outbox.put(RefundDone(found.id))


def close_refunded(found: Refund) -> None:
    """Close the payment of a confirmed refund and tell its payer. Doing it again changes nothing."""
    if found.payment.state is not PaymentState.REFUNDED:
        found.payment.mark_refunded()
        tell_refunded(found)


@performs(Refund.retry)
def retry_refund(found: Refund) -> None:
    """Ask the provider again; it knows the key."""
    found.retry()
    outbox.put(RefundDue(found.id))
