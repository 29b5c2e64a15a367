"""What the portal's API answers, beside the requests themselves; the OpenAPI document is made from these fields."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from addons.leads.models import Urgency
from addons.orders.models import LineOutcome
from addons.payments.models import PaymentState
from addons.portal.reading.baskets import Basket
from addons.portal.reading.purchases import Attempt, Purchase

#: The state of an order that is not confirmed yet.
BASKET = "basket"


@dataclass(frozen=True, slots=True)
class Claimed:
    """A request put aside: the id under which it is confirmed, paid and followed, and until when it lasts."""

    order: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class OrderAnswer:
    """An order, or the basket it will come from; ``expires_at`` is when it falls unless it is paid."""

    id: int
    state: str
    reference: str | None
    request: int
    request_reference: str
    need: str
    urgency: Urgency
    postal_code: str
    commune: str
    total_ht: Decimal
    vat_amount: Decimal | None
    total_ttc: Decimal | None
    expires_at: datetime
    confirmed_at: datetime | None
    payment: PaymentState | None
    revealed_at: datetime | None
    call_before: datetime | None
    first_contact_at: datetime | None
    unanswered: int
    recredit_until: datetime | None
    outcome: LineOutcome | None
    masked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Paying:
    """A payment begun: ``url`` is where it is made, the same each time it is asked."""

    payment: int
    state: str
    url: str


@dataclass(frozen=True, slots=True)
class Followed:
    """What was noted of the contact with the client."""

    first_viewed_at: datetime | None
    first_contact_at: datetime | None
    unanswered: int


@dataclass(frozen=True, slots=True)
class DocumentAnswer:
    """A document of an order, ``invoice`` or ``contact_sheet``; ``url`` once it was produced, seconds after."""

    kind: str
    number: str
    url: str | None


def of_basket(found: Basket) -> OrderAnswer:
    """The order to come."""
    return OrderAnswer(
        id=found.id,
        state=BASKET,
        reference=None,
        request=found.lead_id,
        request_reference=found.reference,
        need=found.need,
        urgency=found.urgency,
        postal_code=found.postal_code,
        commune=found.commune,
        total_ht=found.price_ht,
        vat_amount=None,
        total_ttc=None,
        expires_at=found.expires_at,
        confirmed_at=None,
        payment=None,
        revealed_at=None,
        call_before=None,
        first_contact_at=None,
        unanswered=0,
        recredit_until=None,
        outcome=None,
        masked_at=None,
    )


def of_purchase(found: Purchase, attempt: Attempt | None) -> OrderAnswer:
    """An order with the state of its last payment."""
    return OrderAnswer(
        id=found.id,
        state=found.state.code,
        reference=found.reference,
        request=found.lead_id,
        request_reference=found.lead_reference,
        need=found.need,
        urgency=found.urgency,
        postal_code=found.postal_code,
        commune=found.commune,
        total_ht=found.total_ht,
        vat_amount=found.vat_amount,
        total_ttc=found.total_ttc,
        expires_at=found.basket_until,
        confirmed_at=found.confirmed_at,
        payment=attempt.state if attempt else None,
        revealed_at=found.revealed_at,
        call_before=found.call_before,
        first_contact_at=found.first_contact_at,
        unanswered=found.unanswered,
        recredit_until=found.recredit_until,
        outcome=found.outcome,
        masked_at=found.masked_at,
    )
