"""Who may do what with offers, and what professionals may read of a request before they pay (CGV-2.5, CGV-3.12)."""

from sqlalchemy import ColumnElement, any_, func, select

from addons.base.models import Trade
from addons.base.roles import ADMIN, AGENT, DPO, MANAGER
from addons.leads.models import Lead, Need, State
from addons.matching.models import Offer, Wave
from addons.professionals.roles import PROFESSIONAL
from addons.zones.models import Commune, Department
from app.access.grants import Grant
from app.access.identity import Account

#: Everything a professional may know of a request before his payment is captured: nothing of a person.
PUBLIC = (
    *("reference", "state", "trade", "need", "urgency", "commune", "postal_code", "public_description"),
    *("requested_at", "price_ht", "published_at", "opens_at", "expires_at"),
)

OWN_OFFER = ("lead", "professional", "opens_at", "withdrawn_at", "declined_at")


def own_offers(me: Account) -> ColumnElement[bool]:
    """Offers made to the professional."""
    own: ColumnElement[bool] = Offer.professional_id == me.professional_id
    return own


def on_offer(me: Account) -> ColumnElement[bool]:
    """Requests on the market that were offered to the professional and that he did not decline."""
    offered = select(Offer.lead_id).where(own_offers(me), Offer.withdrawn_at.is_(None), Offer.declined_at.is_(None))
    mine = Lead.id == any_(func.array(offered.scalar_subquery()))
    return mine & Lead.state.in_((State.PUBLISHED, State.RESERVED))


ACCESS = [
    # Offers and waves are written by publication alone: every field is read-only, so that nobody types one.
    *(
        grant
        for model in (Offer, Wave)
        for grant in (
            Grant(ADMIN, model, "read"),
            Grant(MANAGER, model, "read create write"),
            Grant(AGENT, model, "read create write"),
            Grant(DPO, model, "read"),
        )
    ),
    Grant(PROFESSIONAL, Offer, "read", where=own_offers, fields=OWN_OFFER),
    Grant(PROFESSIONAL, Lead, "read", where=on_offer, fields=PUBLIC),
    *(Grant(PROFESSIONAL, model, "read") for model in (Trade, Need, Commune, Department)),
]
