"""After the reveal: who read the contact, whether the client was called, and what came of it (CGV-2.9, CGV-13.3)."""

from decimal import Decimal

from addons.leads.models import Lead, Outcome
from addons.leads.models import State as LeadState
from addons.orders import errors
from addons.orders.models import ContactView, LineOutcome, LostReason, OrderLine
from addons.orders.services.locks import keep
from addons.orders.services.masking import mask_when_due
from app.database import session
from app.models.clock import now
from app.models.workflow import performs
from app.proof import journal

#: What an outcome of the professional says of the request itself.
LOST = {
    LostReason.PRICE: Outcome.QUOTE_REFUSED,
    LostReason.DELAY: Outcome.FOUND_ELSEWHERE,
    LostReason.CLIENT_WITHDREW: Outcome.CLIENT_WITHDREW,
    LostReason.UNREACHABLE: Outcome.NO_FOLLOW_UP,
    LostReason.OTHER: Outcome.NO_FOLLOW_UP,
}


def view_contact(line: OrderLine) -> None:
    """Note that the buyer read the contact elsewhere than in the portal, whose own readings note themselves.

    The first reading starts the ten minutes (rules 0.3). Raises PaymentRequired, ContactMasked.
    """
    _readable(line)
    at = now()
    line.first_viewed_at = line.first_viewed_at or at
    session().add(ContactView(operator_id=line.operator_id, line=line, professional_id=line.professional_id, at=at))


def record_contact(line: OrderLine) -> None:
    """Note that the client was called; the first time stands (CGV-13.3). Raises PaymentRequired."""
    _sold(line)
    if line.first_contact_at is None:
        line.first_contact_at = now()
        _mark_contacted(line.lead)


def record_no_answer(line: OrderLine) -> None:
    """Count one more call that nobody answered. Raises PaymentRequired."""
    _sold(line)
    line.unanswered += 1


def record_outcome(
    line: OrderLine,
    outcome: LineOutcome,
    *,
    lost_reason: LostReason | None = None,
    works_amount_ht: Decimal | None = None,
) -> None:
    """Note what came of it; once decided the request is closed and the copy goes (CGV-19.6).

    Nothing is charged on the declared works. Raises PaymentRequired, LostReasonMissing.
    """
    _sold(line)
    if outcome is LineOutcome.LOST and lost_reason is None:
        raise errors.LostReasonMissing(field="lost_reason")
    line.outcome = outcome
    line.lost_reason = lost_reason if outcome is LineOutcome.LOST else None
    line.works_amount_ht = works_amount_ht if outcome is LineOutcome.WON else None
    if outcome is LineOutcome.PENDING:
        return
    if line.lead.state in (LeadState.REVEALED, LeadState.CONTACTED):
        _close(line)
    journal.record("line.outcome", OrderLine, line.id, {"outcome": outcome.code})
    mask_when_due(line)


@performs(Lead.mark_contacted)
def _mark_contacted(lead: Lead) -> None:
    """Move the request on, unless it is further already."""
    if lead.state is LeadState.REVEALED:
        lead.mark_contacted()


@performs(Lead.close)
def _close(line: OrderLine) -> None:
    """Close the request as the professional says it ended."""
    line.lead.close(Outcome.DONE if line.lost_reason is None else LOST[line.lost_reason])


def _sold(line: OrderLine) -> None:
    """Lock request and line. Raises PaymentRequired."""
    keep(line.lead)
    keep(line)
    if line.revealed_at is None:
        raise errors.PaymentRequired


def _readable(line: OrderLine) -> None:
    _sold(line)
    if line.masked_at is not None:
        raise errors.ContactMasked
