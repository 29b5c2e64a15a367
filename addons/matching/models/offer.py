"""An offer: this professional may see and buy this request, from this instant."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, relationship

from addons.leads.models import Lead
from addons.professionals.models import Professional
from app.i18n import _l
from app.models.base import Base, Names
from app.models.fields import instant, ref
from app.models.owned import Owned


class Offer(Base, Owned):
    """One professional of the wave a request was published to; ignoring it costs nothing (CGV-1.4)."""

    __tablename__ = "matching_offer"
    names = Names(_l("proposition"), _l("propositions"), feminine=True)
    title = ("lead", "professional")
    resource = "offers"
    __table_args__ = (
        UniqueConstraint("lead_id", "professional_id"),
        Index("ix_matching_offer_live", "professional_id", "lead_id", postgresql_where=sql("withdrawn_at is null")),
    )

    lead_id: Mapped[int] = ref("leads_lead.id", label=_l("Demande"), readonly=True, ondelete="CASCADE")
    lead: Mapped[Lead] = relationship()
    professional_id: Mapped[int] = ref("professionals_professional.id", label=_l("Professionnel"), readonly=True)
    professional: Mapped[Professional] = relationship()
    opens_at: Mapped[datetime] = instant(label=_l("Ouverte le"), facet=True, readonly=True)
    withdrawn_at: Mapped[datetime | None] = instant(label=_l("Retirée le"), readonly=True)
    declined_at: Mapped[datetime | None] = instant(label=_l("Déclinée le"), readonly=True)
