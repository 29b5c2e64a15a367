"""What happens to sales by themselves, and what follows a decision once it is committed."""

from addons.leads.models import Lead
from addons.orders.models import OrderLine
from addons.orders.services import (
    mask_overdue,
    release_baskets_of_lead,
    release_baskets_of_professional,
    release_expired,
)
from addons.orders.telling import AccessLost, ContactDue, RequestWithdrawn, remind, still_uncalled
from addons.professionals.models import Professional
from app.database import session
from app.effects.outbox import handles
from app.effects.schedule import every


@every(minutes=1)
def release_baskets() -> None:
    """Propose again what was kept aside too long. A basket is also released by whoever wants its request (CGV-3.8)."""
    release_expired()


@every(minutes=15)
def mask_contacts() -> None:
    """Delete copies whose window is over; until then the database itself refuses to open them (CGV-19.6)."""
    mask_overdue()


@handles(AccessLost)
def release_his_baskets(effect: AccessLost) -> None:
    """Give back what a professional without access kept aside (CGV-10.4)."""
    professional = session().get(Professional, effect.professional_id)
    if professional is not None:
        release_baskets_of_professional(professional)


@handles(RequestWithdrawn)
def release_its_basket(effect: RequestWithdrawn) -> None:
    """End the basket of a withdrawn request."""
    lead = session().get(Lead, effect.lead_id)
    if lead is not None:
        release_baskets_of_lead(lead)


def _uncalled(effect: ContactDue) -> bool:
    line = session().get(OrderLine, effect.line_id)
    return line is not None and still_uncalled(line)


@handles(ContactDue, still=_uncalled)
def remind_to_call(effect: ContactDue) -> None:
    """Ask once whether the client was called (CGV-13.3)."""
    remind(session().get_one(OrderLine, effect.line_id))
