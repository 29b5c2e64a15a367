"""Requests that one professional keeps aside: the price he saw, and until when (CGV-3.8)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Select, select

from addons.leads.models import Lead, Need, Urgency
from addons.orders.models import Order, Reservation
from addons.zones.models import Commune
from app.database import session
from app.errors import NotFound
from app.models.clock import now


@dataclass(frozen=True, slots=True)
class Basket:
    """A request kept aside; once ``ordered`` it is paid on the page of its purchase, which has the same id."""

    id: int
    lead_id: int
    reference: str
    need: str
    urgency: Urgency
    postal_code: str
    commune: str
    price_ht: Decimal
    expires_at: datetime
    ordered: bool


def baskets(professional_id: int) -> list[Basket]:
    """Live baskets, the one that falls first in front."""
    rows = session().execute(_baskets(professional_id).order_by(Reservation.expires_at))
    return [Basket(*row) for row in rows]


def basket(professional_id: int, reservation_id: int) -> Basket:
    """One of them. Raises NotFound when it fell, was bought, or is somebody else's."""
    row = session().execute(_baskets(professional_id).where(Reservation.id == reservation_id)).one_or_none()
    if row is None:
        raise NotFound
    return Basket(*row)


def _baskets(professional_id: int) -> Select[tuple[object, ...]]:
    statement = (
        select(
            Reservation.id,
            Lead.id,
            Lead.reference,
            Need.label,
            Lead.urgency,
            Lead.postal_code,
            Commune.name,
            Reservation.price_seen_ht,
            Reservation.expires_at,
            Order.id.is_not(None),
        )
        .join(Lead, Lead.id == Reservation.lead_id)
        .join(Need, Need.id == Lead.need_id)
        .join(Commune, Commune.id == Lead.commune_id)
        .outerjoin(Order, Order.reservation_id == Reservation.id)
        .where(
            Reservation.professional_id == professional_id,
            Reservation.released_at.is_(None),
            Reservation.expires_at >= now(),
        )
    )
    return statement  # type: ignore[return-value]  # a select of more columns than SQLAlchemy types
