"""On sale and off it again: publication, expiry, withdrawal (CGV-3.16, CGV-13.2)."""

from datetime import timedelta
from typing import Annotated

from sqlalchemy import select

from addons.leads import drafting, errors
from addons.leads.events import lead_expired, lead_published, lead_withdrawn
from addons.leads.models import Lead, Outcome, State
from addons.leads.parameters import LEAD_OPENING_DELAY_SECONDS, LEAD_PUBLICATION_TTL_MINUTES, OFFNET_AFTER_MINUTES
from app.database import session
from app.i18n import _l
from app.models.clock import now
from app.models.history import because
from app.models.parameters import value
from app.models.workflow import Asked, performs
from app.proof import journal

#: Why a request nobody bought is given up.
WITHDRAWALS = frozenset(
    {
        Outcome.CLIENT_WITHDREW,
        Outcome.FOUND_ELSEWHERE,
        Outcome.WRONG_NUMBER,
        Outcome.DUPLICATE,
        Outcome.NO_FOLLOW_UP,
    }
)


@performs(Lead.publish)
def publish(lead: Lead) -> None:
    """Put a priced request on sale, open to all at one instant a few seconds later (CGV-3.16).

    Raises PriceRequired, TransferNoticeRequired (CGV-19.4), NotForSale, SellingDisabled, AgainReasonRequired.
    """
    _require_selling(lead)
    lead.publish(*_durations(lead))
    drafting.require_reason(lead)
    _tell(lead, "lead.published")


@performs(Lead.republish)
def republish(
    lead: Lead,
    note: Annotated[str, Asked(_l("Confirmation du Client"), help=_l("Qui a confirmé, quand et comment."), long=True)],
) -> None:
    """Put an expired request back on sale because the client still wants it; the note stays in its history.

    Raises NoteRequired, and what ``publish`` raises.
    """
    if not note.strip():
        raise errors.NoteRequired(field="note")
    _require_selling(lead)
    because(note)  # first: the history of a transition bears the reason known when it happens
    lead.republish(*_durations(lead))
    _tell(lead, "lead.republished")


def _require_selling(lead: Lead) -> None:
    if not lead.operator.lead_selling_enabled:
        raise errors.SellingDisabled


def _durations(lead: Lead) -> tuple[timedelta, timedelta]:
    ttl = value(LEAD_PUBLICATION_TTL_MINUTES, lead.operator_id)
    delay = value(LEAD_OPENING_DELAY_SECONDS, lead.operator_id)
    return timedelta(minutes=ttl), timedelta(seconds=delay)


def _tell(lead: Lead, kind: str) -> None:
    session().flush()
    lead_published.send(lead)
    journal.record(kind, Lead, lead.id, {"price_ht": lead.price_ht, "expires_at": lead.expires_at})


@performs(Lead.reopen)
def reopen(lead: Lead) -> None:
    """Back to the draft; whoever saw it on sale no longer does."""
    was_on_sale = lead.state is State.PUBLISHED
    lead.reopen()
    if was_on_sale:
        lead_withdrawn.send(lead)
        journal.record("lead.reopened", Lead, lead.id, {})


@performs(Lead.withdraw)
def withdraw(lead: Lead, outcome: Annotated[Outcome, Asked(_l("Motif"))]) -> None:
    """Give up a request that nobody bought: whoever saw it on sale no longer does. Raises OutcomeNotAllowed."""
    if outcome not in WITHDRAWALS:
        raise errors.OutcomeNotAllowed(field="outcome")
    lead.withdraw(outcome)
    lead_withdrawn.send(lead)
    journal.record("lead.withdrawn", Lead, lead.id, {"outcome": outcome.code})


@performs(Lead.entrust)
def entrust(
    lead: Lead,
    obligations_accepted: Annotated[bool, Asked(_l("Obligations acceptées par le professionnel"))],
) -> None:
    """Hand a request the network did not take to a professional outside it, who accepted the same obligations.

    Raises TooSoonOffNetwork while the network still has its minutes (CGV-19.8), ObligationsRequired (CGV-19.9).
    """
    if not obligations_accepted:
        raise errors.ObligationsRequired(field="obligations_accepted")
    minutes = value(OFFNET_AFTER_MINUTES, lead.operator_id)
    if lead.published_at is not None and now() < lead.published_at + timedelta(minutes=minutes):
        raise errors.TooSoonOffNetwork(minutes=minutes)
    lead.entrust()
    lead_withdrawn.send(lead)
    journal.record("lead.off_network", Lead, lead.id, {})


@performs(Lead.expire)
def expire(lead: Lead) -> None:
    """End a publication whose last second has passed. Raises NotYetExpired."""
    lead.expire()
    lead_expired.send(lead)


def expire_due() -> int:
    """Expire every publication that is over, but for those somebody is just buying; returns how many."""
    over = (
        select(Lead)
        .where(Lead.state == State.PUBLISHED, Lead.expires_at < now())
        .order_by(Lead.id)
        .with_for_update(of=Lead, skip_locked=True)
    )
    found = session().scalars(over).all()
    for lead in found:
        expire(lead)
    return len(found)
