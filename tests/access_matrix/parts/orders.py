"""Baskets and orders: the staff reads, nobody writes; what follows of a sale is the system's."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from addons.orders.models import ContactView, Order, OrderLine, Proximity, Reservation, SealedContact
from app.models.clock import now
from tests.access_matrix.part import Part

RIGHTS = """
orders          | order, basket | R | R | R | R | –
order_lines     | order, basket | R | R | R | R | R
reservations    | order, basket | R | R | R | R | –
contact_views   |               | R | R | – | – | R
sealed_contacts |               | – | – | – | – | R
"""

_SEEN = {"professional", "lead", "revealed_at", "first_viewed_at", "masked_at", "operator"}


def records(scene: dict[str, Any]) -> Mapping[str, Any]:
    """A basket, its order of one line, one reading and one copy."""
    common = {"operator": scene["operators"], "professional": scene["professionals"]}
    amount = Decimal("1.00")
    reservation = Reservation(
        lead=scene["leads"], reserved_at=now(), expires_at=now(), price_seen_ht=amount, proximity=Proximity.TODAY,
        available=True, **common,
    )  # fmt: skip
    line = OrderLine(lead=scene["leads"], unit_price_ht=amount, ticket={}, **common)
    order = Order(
        reservation=reservation, terms=scene["legal_versions"], confirmed_at=now(), total_ht=amount,
        vat_rate=Decimal("20.00"), vat_amount=Decimal("0.20"), total_ttc=Decimal("1.20"), lines=[line], **common,
    )  # fmt: skip
    return {
        "reservations": reservation,
        "orders": order,
        "order_lines": line,
        "contact_views": ContactView(line=line, at=now(), **common),
        "sealed_contacts": SealedContact(line=line, opens_until=now(), box=b"essai", **common),
    }


PART = Part(
    rights=RIGHTS,
    differences={
        ("order_lines", "DPO"): "who saw whose contact is the data officer's; neither the price nor the order are",
    },
    transitions={
        "orders": {
            "await_payment": "system",
            "cancel": "system",
            "mark_paid": "system",
            "fulfil": "system",
            "leave_unfulfilled": "system",
        }
    },
    screens={
        "/commandes": "orders",
        "/lignes-de-commande": "order_lines",
        "/paniers": "reservations",
        "/consultations": "contact_views",
    },
    codes={
        "orders": "orders.order",
        "order_lines": "orders.line",
        "reservations": "orders.reservation",
        "contact_views": "orders.contact_view",
        "sealed_contacts": "orders.sealed_contact",
    },
    fields={("order_lines", "DPO"): _SEEN},
    records=records,
)
