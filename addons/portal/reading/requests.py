"""Requests a professional may buy now, with nothing that identifies a person (CGV-2.5, CGV-3.12)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from addons.base.models import Trade
from addons.leads.models import Lead, Need, State, Urgency
from addons.matching.models import Offer
from addons.orders.models import Reservation
from addons.zones.models import Commune
from app.database import session
from app.errors import NotFound
from app.models.clock import now

#: Enough for a phone; the newest come first, who waits for a professional is called within minutes (CGV-13.2).
SHOWN = 50


@dataclass(frozen=True, slots=True)
class AvailableRequest:
    """A request as a professional sees it before paying; ``order_id`` when he keeps it aside."""

    id: int
    reference: str
    trade: str
    need: str
    urgency: Urgency
    postal_code: str
    commune: str
    description: str
    requested_at: datetime
    expires_at: datetime
    price_ht: Decimal
    order_id: int | None

    @property
    def minutes(self) -> int:
        """Whole minutes since the client called."""
        return max(0, int((now() - self.requested_at).total_seconds() // 60))


def available(professional_id: int) -> list[AvailableRequest]:
    """Requests offered to this professional that are open and still for sale, the newest first."""
    found = _offered(professional_id).where(_for_sale()).order_by(Lead.requested_at.desc(), Lead.id.desc())
    return [AvailableRequest(*row) for row in session().execute(found.limit(SHOWN))]


def request(professional_id: int, lead_id: int) -> AvailableRequest:
    """One of them. Raises NotFound when it was never offered, was sold or has expired."""
    row = session().execute(_offered(professional_id).where(Lead.id == lead_id, _for_sale())).one_or_none()
    if row is None:
        raise NotFound
    return AvailableRequest(*row)


def _offered(professional_id: int) -> Select[tuple[object, ...]]:
    own = and_(
        Reservation.lead_id == Lead.id,
        Reservation.professional_id == professional_id,
        Reservation.released_at.is_(None),
        Reservation.expires_at >= now(),
    )
    statement = (
        select(
            Lead.id,
            Lead.reference,
            Trade.label,
            Need.label,
            Lead.urgency,
            Lead.postal_code,
            Commune.name,
            func.coalesce(Lead.public_description, ""),
            Lead.requested_at,
            Lead.expires_at,
            Lead.price_ht,
            Reservation.id,
        )
        .join(Offer, Offer.lead_id == Lead.id)
        .join(Trade, Trade.id == Lead.trade_id)
        .join(Need, Need.id == Lead.need_id)
        .join(Commune, Commune.id == Lead.commune_id)
        .outerjoin(Reservation, own)
        .where(
            Offer.professional_id == professional_id,
            Offer.withdrawn_at.is_(None),
            Offer.declined_at.is_(None),
            Offer.opens_at <= now(),
        )
    )
    return statement  # type: ignore[return-value]  # a select of more columns than SQLAlchemy types


def _for_sale() -> ColumnElement[bool]:
    """Published and inside its window, or in this professional's own basket."""
    return or_(and_(Lead.state == State.PUBLISHED, Lead.expires_at >= now()), Reservation.id.is_not(None))
