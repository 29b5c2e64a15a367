"""Baskets: one winner, for a few minutes, given back by itself (CGV-3.8, promise 2)."""

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.exc import IntegrityError

from addons.leads.models import Lead, State, Urgency
from addons.leads.models.choices import SOLD
from addons.leads.services import expire
from addons.legal.services import terms_in_force
from addons.matching.models import Offer
from addons.matching.services import obstacles
from addons.orders import errors
from addons.orders.deadlines import basket_until
from addons.orders.holds import basket_held
from addons.orders.models import Proximity, Release, Reservation
from addons.orders.models.order import UNPAID
from addons.orders.services.locks import keep, live_basket, order_of
from addons.professionals.models import Professional
from addons.professionals.models import State as ProfessionalState
from addons.professionals.services import has_accepted
from app.database import session
from app.errors import NotFound
from app.models.clock import now
from app.models.workflow import performs
from app.proof import journal

#: What is declared follows the urgency (CGV-9.9).
DECLARED = {Urgency.IMMEDIATE: Proximity.HALF_HOUR, Urgency.TODAY: Proximity.TODAY, Urgency.WEEK: Proximity.WEEK}
#: A basket begun in the future was begun before the clock went back; machines may differ by less than this.
CLOCK_SKEW = timedelta(minutes=1)
#: Requests whose basket a single run of the clock gives back.
BATCH = 200
_ONE_LIVE = "uq_orders_reservation_live"


def claim(
    professional: Professional,
    lead: Lead,
    *,
    price_seen_ht: Decimal | None,
    proximity: Proximity | None,
    available: bool,
) -> Reservation:
    """Put a request aside for one professional, until the instant of ``basket_until`` included (CGV-3.8).

    Asked again by the same professional, it is the same reservation and lasts no longer. Raises NotFound when the
    request was never offered to him, AlreadyTaken, RequestExpired, NotYetOpen, AccessSuspended,
    NoTermsInForce, TermsNotAccepted, NotEligible, PriceChanged, DeclarationsMissing.
    """
    offer = _offer(professional, lead)
    keep(lead)
    mine = _kept_or_free(professional, lead)
    if mine is not None:
        return mine
    _refuse(professional, lead, offer)
    if price_seen_ht != lead.price_ht:
        raise errors.PriceChanged(field="price_seen_ht")
    if not available or lead.urgency is None or proximity is not DECLARED[lead.urgency]:
        raise errors.DeclarationsMissing(field="available")
    at = now()
    reservation = Reservation(
        operator_id=lead.operator_id,
        lead=lead,
        professional=professional,
        reserved_at=at,
        expires_at=basket_until(lead, at),
        price_seen_ht=price_seen_ht,
        proximity=proximity,
        available=available,
    )
    _insert(reservation)
    put_aside(lead)
    facts = {
        "lead": lead.id,
        "professional": professional.id,
        "price_ht": price_seen_ht,
        "until": reservation.expires_at,
    }
    journal.record("lead.claimed", Reservation, reservation.id, facts | {"until": reservation.expires_at})
    return reservation


def release(reservation: Reservation, why: Release) -> None:
    """End a basket: its order is cancelled, its request is proposed again, or expires when its window is over.

    Ending it twice changes nothing. Raises PaymentUnderWay when the professional gives back what he is paying for.
    """
    keep(reservation.lead)
    keep(reservation)
    if reservation.released_at is not None:
        return
    if why is Release.REMOVED and _is_held(reservation):
        raise errors.PaymentUnderWay
    end(reservation, why)


def release_expired() -> int:
    """Give back the requests of baskets that lasted their time, unless a payment is under way; returns how many.

    A request somebody is selling at this very moment is left to the next run.
    """
    wanted = select(Reservation.lead_id).where(_is_over(), ~basket_held(now())).limit(BATCH)
    leads = select(Lead).where(Lead.id.in_(wanted)).order_by(Lead.id).with_for_update(skip_locked=True, of=Lead)
    released = 0
    for lead in session().scalars(leads.execution_options(populate_existing=True)).all():
        released += _release_if_over(lead)
    return released


def release_baskets_of_professional(professional: Professional) -> int:
    """End every basket of a professional who lost his access, even while he pays (CGV-10.4); returns how many.

    What is captured afterwards goes back to him: contact details do not go to somebody who is suspended.
    """
    mine = select(Reservation).where(Reservation.professional_id == professional.id, Reservation.released_at.is_(None))
    found = session().scalars(mine.order_by(Reservation.lead_id)).all()
    for reservation in found:
        release(reservation, Release.SUSPENDED)
    return len(found)


def release_baskets_of_lead(lead: Lead) -> int:
    """End the basket of a request that was withdrawn; returns 1 or 0."""
    keep(lead)
    reservation = live_basket(lead)
    if reservation is None or lead.state in (State.PUBLISHED, State.RESERVED):
        return 0
    end(reservation, Release.WITHDRAWN)
    return 1


def end(reservation: Reservation, why: Release) -> None:
    """Write the end of a basket whose request and reservation are locked."""
    reservation.released_at, reservation.release = now(), why
    order = order_of(reservation)
    if order is not None and order.state in UNPAID:
        order.cancel()
    if reservation.lead.state is State.RESERVED:
        _give_back(reservation.lead)


@performs(Lead.release)
def _give_back(lead: Lead) -> None:
    """Propose a request again, for what is left of its window (CGV-3.8)."""
    lead.release()
    if _window_is_over(lead):
        expire(lead)


@performs(Lead.reserve)
def put_aside(lead: Lead) -> None:
    """Take a request off the list of the others, once its reservation is written."""
    lead.reserve()


def _offer(professional: Professional, lead: Lead) -> Offer:
    found = select(Offer).where(Offer.lead_id == lead.id, Offer.professional_id == professional.id)
    offer = session().scalar(found)
    if offer is None:
        raise NotFound
    return offer


def _kept_or_free(professional: Professional, lead: Lead) -> Reservation | None:
    """The professional's own basket, or None when the request is free. Raises AlreadyTaken."""
    _release_if_over(lead)
    live = live_basket(lead)
    if live is not None and live.professional_id == professional.id:
        return live
    if live is not None or lead.state in (State.RESERVED, *SOLD):
        raise errors.AlreadyTaken
    return None


def _refuse(professional: Professional, lead: Lead, offer: Offer) -> None:
    """Raise why this professional may not buy this free request now."""
    if not lead.is_on_sale(now()):
        raise errors.RequestExpired
    opens = [instant for instant in (offer.opens_at, lead.opens_at) if instant is not None]
    if now() < max(opens):
        raise errors.NotYetOpen
    if professional.state is ProfessionalState.SUSPENDED:
        raise errors.AccessSuspended
    if not has_accepted(professional, terms_in_force(lead.operator_id)):
        raise errors.TermsNotAccepted
    for obstacle in obstacles(professional, lead):
        raise errors.NotEligible(obstacle)


def _insert(reservation: Reservation) -> None:
    """Write the reservation under the unique index that allows one live per request. Raises AlreadyTaken."""
    try:
        with session().begin_nested():
            session().add(reservation)
    except IntegrityError as error:
        if getattr(getattr(error.orig, "diag", None), "constraint_name", None) != _ONE_LIVE:
            raise
        raise errors.AlreadyTaken from None


def _release_if_over(lead: Lead) -> int:
    """End the basket of a locked request when its time is over and no payment holds it; returns 1 or 0."""
    over = select(Reservation).where(Reservation.lead_id == lead.id, _is_over(), ~basket_held(now()))
    reservation = session().scalar(over.with_for_update().execution_options(populate_existing=True))
    if reservation is None:
        return 0
    end(reservation, Release.EXPIRED)
    return 1


def _is_over() -> ColumnElement[bool]:
    """The condition that a live basket lasted its time, or cannot be measured because the clock went back."""
    at = now()
    return Reservation.released_at.is_(None) & or_(
        Reservation.expires_at < at, Reservation.reserved_at > at + CLOCK_SKEW
    )


def _is_held(reservation: Reservation) -> bool:
    held = select(Reservation.id).where(Reservation.id == reservation.id, basket_held(now()))
    return session().scalar(held) is not None


def _window_is_over(lead: Lead) -> bool:
    """Whether the last second of the publication has passed, whatever the state says (CGV-13.2)."""
    return lead.expires_at is not None and now() > lead.expires_at
