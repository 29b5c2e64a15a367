"""What professionals ask of sales: each command reads its record again and checks that it is theirs."""

from dataclasses import asdict
from decimal import Decimal, InvalidOperation
from typing import Any

from addons.leads.models import Lead
from addons.orders import errors, services
from addons.orders.amounts import amounts
from addons.orders.models import LineOutcome, LostReason, OrderLine, Proximity, Release, Reservation
from addons.orders.services.baskets import DECLARED
from addons.professionals.models import Professional
from app.access.identity import Account
from app.database import session
from app.errors import NotFound
from app.models.choices import Choice
from app.portal.desk import command


@command("orders.claim")
def claim(
    me: Account, *, lead_id: int, price_seen_ht: str | None, proximity: str | None, available: bool
) -> dict[str, Any]:
    """Put a request in the basket: its reservation, and until when it lasts.

    Without ``proximity``, what its urgency asks is declared.
    """
    lead = session().get(Lead, lead_id)
    if lead is None:
        raise NotFound
    usual = DECLARED[lead.urgency] if lead.urgency else None
    declared = _choice(Proximity, proximity) if proximity is not None else usual
    reservation = services.claim(
        _myself(me),
        lead,
        price_seen_ht=_amount(price_seen_ht),
        proximity=declared,
        available=available,
    )
    return {"reservation": reservation.id, "expires_at": reservation.expires_at.isoformat()}


@command("orders.amounts")
def due(me: Account, *, total_ht: str) -> dict[str, str]:
    """What a price comes to with the VAT of today, before anything is ordered (CGV-6.6)."""
    found = amounts(_amount(total_ht) or Decimal(0), _myself(me).operator_id)
    return {name: str(value) for name, value in asdict(found).items()}


@command("orders.release")
def release(me: Account, *, reservation_id: int) -> dict[str, Any]:
    """Give a request back to the others."""
    services.release(_my_basket(me, reservation_id), Release.REMOVED)
    return {}


@command("orders.confirm")
def confirm(me: Account, *, reservation_id: int, price_seen_ht: str | None) -> dict[str, Any]:
    """Confirm a basket at the price that was shown: its order, awaiting payment."""
    order = services.confirm(_my_basket(me, reservation_id), price_seen_ht=_amount(price_seen_ht))
    return {"order": order.id, "state": order.state.code, "total_ttc": str(order.total_ttc)}


@command("orders.viewed")
def viewed(me: Account, *, line_id: int) -> dict[str, Any]:
    """Note that the contact was read elsewhere than in the portal."""
    line = _my_line(me, line_id)
    services.view_contact(line)
    return _times(line)


@command("orders.contacted")
def contacted(me: Account, *, line_id: int) -> dict[str, Any]:
    """Note that the client was called."""
    line = _my_line(me, line_id)
    services.record_contact(line)
    return _times(line)


@command("orders.no_answer")
def no_answer(me: Account, *, line_id: int) -> dict[str, Any]:
    """Count a call that nobody answered."""
    line = _my_line(me, line_id)
    services.record_no_answer(line)
    return _times(line)


@command("orders.outcome")
def outcome(
    me: Account, *, line_id: int, outcome: str, lost_reason: str | None = None, works_amount_ht: str | None = None
) -> dict[str, Any]:
    """Say what came of it."""
    line, said = _my_line(me, line_id), _choice(LineOutcome, outcome)
    if said is None:
        raise errors.OutcomeMissing(field="outcome")
    reason, works = _choice(LostReason, lost_reason), _amount(works_amount_ht)
    services.record_outcome(line, said, lost_reason=reason, works_amount_ht=works)
    return _times(line)


def _myself(me: Account) -> Professional:
    found: Professional | None = (
        session().get(Professional, me.professional_id) if me.professional_id is not None else None
    )
    if found is None:
        raise NotFound
    return found


def _my_basket(me: Account, reservation_id: int) -> Reservation:
    found: Reservation | None = session().get(Reservation, reservation_id)
    if found is None or found.professional_id != me.professional_id:
        raise NotFound
    return found


def _my_line(me: Account, line_id: int) -> OrderLine:
    found: OrderLine | None = session().get(OrderLine, line_id)
    if found is None or found.professional_id != me.professional_id:
        raise NotFound
    return found


def _amount(typed: str | None) -> Decimal | None:
    """An amount as the portal shows it, None for anything else: no price is then the present one."""
    try:
        return None if typed is None else Decimal(typed)
    except InvalidOperation:
        return None


def _choice(choices: type[Any], code: str | None) -> Any:
    """The member of that code, None when there is none: what needs one then says so."""
    known: dict[str, Choice] = {each.code: each for each in choices}
    return known.get(code or "")


def _times(line: OrderLine) -> dict[str, Any]:
    instants = {"first_viewed_at": line.first_viewed_at, "first_contact_at": line.first_contact_at}
    return {name: at.isoformat() if at else None for name, at in instants.items()} | {"unanswered": line.unanswered}
