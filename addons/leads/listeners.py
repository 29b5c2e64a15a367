"""What requests do at what other add-ons tell."""

from sqlalchemy import select

from addons.calls.events import recording_refused
from addons.calls.models import Call
from addons.leads.models import Lead, Outcome
from addons.leads.models.choices import WITHDRAWABLE
from addons.leads.services import withdraw
from app.database import session
from app.privacy.vault import erase


@recording_refused.connect
def forget_requests(call: Call) -> None:
    """Undo what was begun in a call whose client then refuses the recording (CGV-21.4).

    A request somebody is already buying stays, with its client: the sale was agreed to before the refusal.
    """
    for lead in session().scalars(select(Lead).where(Lead.call_id == call.id).with_for_update()):
        if lead.state in WITHDRAWABLE:
            withdraw(lead, Outcome.CLIENT_WITHDREW)
            lead.public_description = lead.internal_note = lead.again_reason = None
            if lead.client is not None:
                erase(lead.client)
        elif lead.client_id == call.caller_id:
            call.caller = None
