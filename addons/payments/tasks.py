"""What happens to payments by themselves, and what follows a decision once it is committed."""

from addons.payments.models import Payment, Refund, RefundCause
from addons.payments.models.payment import MANUAL
from addons.payments.services import (
    apply_event,
    ask_provider,
    close_refunded,
    open_payments,
    pending_refunds,
    refund,
    send_refund,
)
from addons.payments.services.by_hand import receipt
from addons.payments.telling import GiveBackDecided, ProviderDue, ReceiptConfirmed, RefundDone, RefundDue
from app.database import session
from app.effects import outbox
from app.effects.outbox import handles
from app.effects.schedule import every
from app.models.clock import now


@every(minutes=5)
def ask_providers() -> None:
    """Ask providers about every payment and refund nobody decided: webhooks get lost, and stops miss them.

    After a stop it is due at once. Until it has run no basket with a payment falls (``listeners``).
    """
    at = f"{now():%Y%m%dT%H%M}"
    for payment_id in open_payments():
        outbox.put(ProviderDue(payment_id), key=f"ask payment {payment_id} {at}")
    for refund_id in pending_refunds():
        outbox.put(RefundDue(refund_id), key=f"ask refund {refund_id} {at}")


@handles(ProviderDue)
def ask(effect: ProviderDue) -> None:
    """Ask about one payment."""
    ask_provider(effect.payment_id)


@handles(RefundDue)
def send(effect: RefundDue) -> None:
    """Send one refund, or ask where it stands."""
    send_refund(effect.refund_id)


@handles(RefundDone)
def close(effect: RefundDone) -> None:
    """Close the payment that a refund sent back."""
    close_refunded(session().get_one(Refund, effect.refund_id))


@handles(ReceiptConfirmed)
def capture_by_hand(effect: ReceiptConfirmed) -> None:
    """Pay an order with the transfer or the cheque that an accountant confirmed."""
    apply_event(MANUAL, receipt(session().get_one(Payment, effect.payment_id)))


@handles(GiveBackDecided)
def give_back(effect: GiveBackDecided) -> None:
    """Refund what was set aside, as an accountant decided."""
    refund(session().get_one(Payment, effect.payment_id), RefundCause.WRONG_AMOUNT)
