"""Effects of payments, and what professionals are told of them."""

from dataclasses import dataclass

from addons.notifications.models import Channel, Nature
from addons.notifications.services import Template, notify
from addons.payments.models import Refund
from app.effects.effect import Effect


@dataclass(frozen=True)
class ProviderDue(Effect):
    """The provider is to be asked where a payment stands."""

    payment_id: int


@dataclass(frozen=True)
class ReceiptConfirmed(Effect):
    """A person confirmed that a transfer or a cheque arrived."""

    payment_id: int


@dataclass(frozen=True)
class GiveBackDecided(Effect):
    """A person decided that what was set aside goes back."""

    payment_id: int


@dataclass(frozen=True)
class RefundDue(Effect):
    """A refund is to be sent, or the provider asked where it stands."""

    refund_id: int


@dataclass(frozen=True)
class RefundDone(Effect):
    """A refund was confirmed, by the provider or by a person."""

    refund_id: int


#: The buyer paid for what could not be handed over: nothing is lost, and why.
NOT_HONOURED = Template("payments.not_honoured", Nature.CONTRACT, (Channel.EMAIL, Channel.SMS))
#: The money is back.
REFUNDED = Template("payments.refunded", Nature.CONTRACT, (Channel.EMAIL,))


def tell_not_honoured(refund: Refund) -> None:
    """Tell the buyer at once that his payment goes back, and why."""
    _tell(NOT_HONOURED, refund, "not honoured")


def tell_refunded(refund: Refund) -> None:
    """Tell the buyer that his bank has it."""
    _tell(REFUNDED, refund, "refunded")


def _tell(template: Template, refund: Refund, key: str) -> None:
    order = refund.payment.order
    facts = {
        "order": order.reference,
        "lead": order.lines[0].lead.reference,
        "amount_ttc": refund.amount_ttc,
        "cause": refund.cause,
    }
    notify(template, refund.payment.professional, subject=refund, facts=facts, key=key)
