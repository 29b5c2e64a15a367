"""Use cases of matching: offer a request to those who may buy it, take it back, decline it. They never commit."""

from collections.abc import Sequence

from sqlalchemy import select

from addons.leads.models import Lead, State
from addons.matching import errors
from addons.matching.messages import OFFER
from addons.matching.models import Offer, Reach, Wave
from addons.matching.obstacles import Obstacle, eligible, obstacles
from addons.notifications.services import notify_all
from addons.professionals.models import Professional
from app.database import session
from app.errors import NotFound
from app.models.clock import now

__all__ = ["Obstacle", "decline", "eligible", "obstacles", "offer", "withdraw"]


def offer(lead: Lead) -> list[Offer]:
    """Offer a published request to everybody eligible, from one instant for all, and tell those who were not told.

    Published again, it reopens to those who had it, without a second message, and adds only new ones (CGV-3.16). With
    nobody eligible the wave says so, for the staff. Returns the offers that were added.
    """
    found = eligible(lead)
    opens_at = lead.opens_at or now()
    _end(lead)
    known = {each.professional_id: each for each in _offers(lead)}
    for professional in found:
        if (again := known.get(professional.id)) is not None:
            again.opens_at, again.withdrawn_at = opens_at, None
    added = [
        Offer(lead=lead, professional=professional, opens_at=opens_at, operator_id=lead.operator_id)
        for professional in found
        if professional.id not in known
    ]
    reach = Reach.OFFERED if found else Reach.NOBODY
    wave = Wave(lead=lead, reach=reach, eligible=len(found), added=len(added), opens_at=opens_at)
    wave.operator_id = lead.operator_id
    session().add_all([wave, *added])
    session().flush()
    _tell(lead, [each.professional for each in added])
    return added


def withdraw(lead: Lead) -> None:
    """Take the request back from everybody: sold, withdrawn or expired. What is queued is not sent any more."""
    _end(lead)
    for each in _offers(lead):
        each.withdrawn_at = each.withdrawn_at or now()


def decline(professional: Professional, lead_id: int) -> Offer:
    """Note that the professional does not want the request: it leaves his list, and nothing else follows (CGV-1.4).

    Declining twice changes nothing. Raises NotFound for a request that was never offered to him, NotOnOffer once it has
    left the market.
    """
    declined = session().scalar(
        select(Offer)
        .where(Offer.lead_id == lead_id, Offer.professional_id == professional.id)
        .with_for_update(of=Offer)
        .execution_options(populate_existing=True)
    )
    if declined is None:
        raise NotFound
    if declined.declined_at is None:
        if declined.withdrawn_at is not None or declined.lead.state is not State.PUBLISHED:
            raise errors.NotOnOffer
        declined.declined_at = now()
    return declined


def _tell(lead: Lead, professionals: Sequence[Professional]) -> None:
    """Queue the message of each, once for ever per request and professional: the price is read when it leaves."""
    notify_all(OFFER, professionals, subject=lead, key="offer", expires_at=lead.expires_at)


def _offers(lead: Lead) -> Sequence[Offer]:
    return session().scalars(select(Offer).where(Offer.lead_id == lead.id).order_by(Offer.id)).all()


def _end(lead: Lead) -> None:
    """Close the wave that is under way, if any."""
    live = session().scalars(select(Wave).where(Wave.lead_id == lead.id, Wave.ended_at.is_(None))).one_or_none()
    if live is not None:
        live.reach, live.ended_at = Reach.ENDED, now()
        session().flush()
