"""Payments and refunds: the accountant begins by hand and decides, administrators and managers read."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from addons.payments.models import EventOutcome, Method, Payment, ProviderEvent, Refund, RefundCause
from app.models.clock import now
from tests.access_matrix.part import Part

RIGHTS = """
payments        | payment, refund | R | R | – | RC settle | –
refunds         | payment, refund | R | R | – | R settle  | –
provider_events | payment, refund | R | R | – | R         | –
"""

_WORDS = "what was decided of money is not typed over: an accountant begins a payment, confirms it, sends it back"


def records(scene: dict[str, Any]) -> Mapping[str, Any]:
    """A payment, its refund, and what the provider said."""
    operator, amount = scene["operators"], Decimal("1.20")
    payment = Payment(
        operator=operator, order=scene["orders"], professional=scene["professionals"], provider="sandbox",
        provider_ref=f"essai {operator.id}", key=f"essai {operator.id}", method=Method.CARD, amount_ttc=amount,
        opened_at=now(),
    )  # fmt: skip
    refund = Refund(
        operator=operator, payment=payment, cause=RefundCause.ALREADY_SOLD, amount_ttc=amount,
        key=f"refund {operator.id}", requested_at=now(),
    )  # fmt: skip
    event = ProviderEvent(
        provider="sandbox", event_id=f"essai {operator.id}", kind="captured", received_at=now(), payment=payment,
        outcome=EventOutcome.APPLIED,
    )  # fmt: skip
    return {"payments": payment, "refunds": refund, "provider_events": event}


PART = Part(
    rights=RIGHTS,
    differences={
        ("payments", "ACCOUNTANT"): _WORDS,
        ("refunds", "ACCOUNTANT"): _WORDS,
        ("provider_events", "ACCOUNTANT"): "what a provider said is its word: nobody types it",
    },
    transitions={
        "payments": {
            "wait": "system",
            "receive": "settle",
            "capture": "system",
            "fail": "system",
            "cancel": "system",
            "quarantine": "system",
            "give_back": "settle",
            "mark_refunded": "system",
        },
        "refunds": {"send": "system", "confirm": "settle", "fail": "system", "retry": "settle"},
    },
    screens={"/paiements": "payments", "/remboursements": "refunds", "/evenements-de-paiement": "provider_events"},
    codes={
        "payments": "payments.payment",
        "refunds": "payments.refund",
        "provider_events": "payments.provider_event",
    },
    routes=(
        # A browser's cookie is refused before the signature is looked at.
        {
            "method": "POST",
            "rule": "/webhooks/payments/<provider>",
            "filled": {"provider": "sandbox"},
            "public": frozenset({401, 403}),
        },
    ),
    records=records,
)
