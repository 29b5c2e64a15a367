"""Each time contact details are read by their buyer (privacy: every reveal is logged, the first and the next)."""

from datetime import datetime

from sqlalchemy.orm import Mapped, relationship

from addons.orders.models.order import OrderLine
from addons.professionals.models import Professional
from app.i18n import _l
from app.models.base import Base, Names
from app.models.fields import instant, ref
from app.models.owned import Owned


class ContactView(Base, Owned):
    """One reading, written by the function that opens the box; only added, never changed."""

    __tablename__ = "orders_contact_view"
    names = Names(_l("consultation"), _l("consultations"), feminine=True)
    title = ("line", "at")
    resource = "contact_views"
    recorded = False

    line_id: Mapped[int] = ref("orders_line.id", label=_l("Ligne"), readonly=True, ondelete="CASCADE")
    line: Mapped[OrderLine] = relationship()
    professional_id: Mapped[int] = ref("professionals_professional.id", label=_l("Professionnel"), readonly=True)
    professional: Mapped[Professional] = relationship()
    at: Mapped[datetime] = instant(label=_l("Le"), facet=True, readonly=True)
