"""Who may do what with baskets and orders (matrix of roles): the staff reads, the portal reads its own."""

from sqlalchemy import any_, func, or_, select

from addons.base.roles import ACCOUNTANT, ADMIN, AGENT, DPO, MANAGER
from addons.leads.models import Lead
from addons.orders.models import ContactView, Order, OrderLine, Reservation, SealedContact
from addons.professionals.roles import PROFESSIONAL
from app.access.grants import Grant

#: What the buyer of a request reads of it, before and after: nothing that names the client.
BOUGHT = (
    *("reference", "state", "trade", "need", "urgency", "commune", "postal_code", "public_description"),
    *("requested_at", "expires_at", "price_ht"),
)
#: Who saw what: the lines without their prices.
SEEN = ("professional", "lead", "revealed_at", "first_viewed_at", "masked_at", "operator")
#: What the portal shows of a line.
OWN_LINE = (
    *("order", "professional", "lead", "unit_price_ht", "revealed_at", "first_viewed_at", "first_contact_at"),
    *("unanswered", "onsite_at", "recredit_until", "outcome", "lost_reason", "works_amount_ht", "masked_at"),
    "operator",
)

#: What the portal's own login may call: it checks buyer, payment and window by itself.
PORTAL_FUNCTIONS = ("orders_open_box",)

ACCESS = [
    *(Grant(role, Order, "read") for role in (ADMIN, MANAGER, AGENT, ACCOUNTANT)),
    *(Grant(role, Reservation, "read") for role in (ADMIN, MANAGER, AGENT, ACCOUNTANT)),
    *(Grant(role, OrderLine, "read") for role in (ADMIN, MANAGER, AGENT, ACCOUNTANT)),
    Grant(DPO, OrderLine, "read", fields=SEEN),
    *(Grant(role, ContactView, "read") for role in (ADMIN, MANAGER, DPO)),
    # That a copy exists, for whom and until when; the box itself is nobody's to read but its buyer's.
    Grant(DPO, SealedContact, "read"),
    Grant(PROFESSIONAL, Order, "read", where=lambda me: Order.professional_id == me.professional_id),
    Grant(
        PROFESSIONAL,
        OrderLine,
        "read",
        where=lambda me: OrderLine.professional_id == me.professional_id,
        fields=OWN_LINE,
    ),
    Grant(PROFESSIONAL, Reservation, "read", where=lambda me: Reservation.professional_id == me.professional_id),
    Grant(
        PROFESSIONAL,
        Lead,
        "read",
        where=lambda me: or_(
            Lead.id
            == any_(
                func.array(
                    select(OrderLine.lead_id).where(OrderLine.professional_id == me.professional_id).scalar_subquery()
                )
            ),
            Lead.id
            == any_(
                func.array(
                    select(Reservation.lead_id)
                    .where(Reservation.professional_id == me.professional_id, Reservation.released_at.is_(None))
                    .scalar_subquery()
                )
            ),
        ),
        fields=BOUGHT,
    ),
]
