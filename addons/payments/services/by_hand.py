"""What accountants decide: a transfer or a cheque arrived, an unexpected amount goes back.

They have no right on requests, baskets and contacts: what follows of their decision is carried out by the system, once
it is committed.
"""

from datetime import date
from typing import Annotated

from addons.payments import errors
from addons.payments.adapters import Fact, Told
from addons.payments.models import Payment
from addons.payments.telling import GiveBackDecided, ReceiptConfirmed
from app.effects import outbox
from app.i18n import _l
from app.models.clock import now, today
from app.models.workflow import Asked, performs
from app.proof import journal


@performs(Payment.receive)
def receive(
    payment: Payment,
    bank_reference: Annotated[str, Asked(_l("Référence bancaire"), help=_l("Telle qu’elle figure sur le relevé."))],
    received_on: Annotated[date, Asked(_l("Reçu le"))],
) -> None:
    """Confirm a transfer or a cheque on the bank's statement; the order is then paid as by any provider.

    Raises BankReferenceMissing, ReceivedInFuture, NotByHand.
    """
    if not bank_reference.strip():
        raise errors.BankReferenceMissing(field="bank_reference")
    if received_on > today():
        raise errors.ReceivedInFuture(field="received_on")
    payment.receive(bank_reference.strip(), received_on)
    outbox.put(ReceiptConfirmed(payment.id))
    journal.record("payment.received", Payment, payment.id, {"on": received_on, "amount_ttc": payment.amount_ttc})


@performs(Payment.give_back)
def give_back(payment: Payment) -> None:
    """Send back an amount that no order expected."""
    payment.give_back()
    outbox.put(GiveBackDecided(payment.id))


def receipt(payment: Payment) -> Told:
    """A confirmed receipt, in the words of a provider."""
    return Told(
        event_id=f"receipt-{payment.key}",
        fact=Fact.CAPTURED,
        ref=payment.provider_ref or payment.key,
        at=now(),
        amount_ttc=payment.amount_ttc,
    )
