"""What professionals ask for from the portal; each command re-reads the file of the account that asks, locked."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from addons.legal.models import LegalVersion
from addons.notifications.models import Channel
from addons.professionals import errors
from addons.professionals.models import Professional
from addons.professionals.services import accept_terms, pause, resume, set_offer_preferences
from app.access.identity import Account
from app.database import session
from app.errors import NotFound
from app.models.clock import now
from app.portal.desk import command


def own(me: Account) -> Professional:
    """The professional the account acts for, locked. Raises NotFound when there is none."""
    statement = select(Professional).where(Professional.id == me.professional_id).with_for_update()
    found = session().scalar(statement)
    if found is None:
        raise NotFound
    return found


@command("professionals.accept_terms")
def accept(me: Account, *, version_id: int) -> dict[str, Any]:
    """Accept the version that was read, by a tick. Raises NotFound, VersionReplaced, NoTermsInForce (CGV-1.5)."""
    professional = own(me)
    version = session().get(LegalVersion, version_id)
    if version is None or version.operator_id != professional.operator_id:
        raise NotFound
    return {"accepted_at": accept_terms(professional, version).accepted_at.isoformat()}


@command("professionals.preferences")
def prefer(me: Account, *, channel: str, wanted: bool) -> dict[str, Any]:
    """Be told of new requests through a channel, or no more. Raises NotFound, ChannelUnknown (CGV-16.4)."""
    known = next((each for each in Channel if each.code == channel), None)
    if known is None:
        raise errors.ChannelUnknown(field="channel")
    set_offer_preferences(own(me), known, wanted)
    return {"channel": known.code, "wanted": wanted}


@command("professionals.pause")
def take_pause(me: Account, *, days: int) -> dict[str, Any]:
    """Be offered nothing for that many days; 0 ends a pause. Raises NotFound, PauseOutOfBounds."""
    professional = own(me)
    if days == 0:
        resume(professional)
    else:
        pause(professional, now() + timedelta(days=min(days, 10_000)))
    until = professional.paused_until
    return {"paused_until": until.isoformat() if until is not None else None}
