"""What a sale does when a professional loses his access, or a request is withdrawn."""

from typing import Any

from addons.leads.events import lead_withdrawn
from addons.leads.models import Lead
from addons.orders.telling import AccessLost, RequestWithdrawn
from addons.professionals.models import Professional
from addons.professionals.models import State as ProfessionalState
from app.effects import outbox
from app.models.workflow import state_changed

#: States in which nobody may buy: baskets go back at once (B.1).
WITHOUT_ACCESS = (ProfessionalState.SUSPENDED, ProfessionalState.TERMINATED, ProfessionalState.DELETION_PENDING)


@state_changed.connect_via(Professional)
def _release_his_baskets(model: type[Professional], *, record: Professional, **more: Any) -> None:
    """Have the baskets released once the decision is committed: whoever decides has no right on baskets (CGV-10.4)."""
    if more["transition"].to in WITHOUT_ACCESS:
        outbox.put(AccessLost(record.id))


@lead_withdrawn.connect
def _release_its_basket(lead: Lead, **more: Any) -> None:
    """Have the basket of a withdrawn request released once it is."""
    outbox.put(RequestWithdrawn(lead.id))
