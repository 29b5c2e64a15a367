"""The basket: one live reservation for a request, whoever asks and however many ask at once (CGV-3.8, promise 2)."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import Index
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, relationship

from addons.leads.models import Lead
from addons.orders.models.choices import Proximity, Release
from addons.professionals.models import Professional
from app.i18n import _l
from app.models.base import Base, Names
from app.models.fields import choice, flag, instant, money, ref
from app.models.owned import Owned


class Reservation(Base, Owned):
    """A request kept aside for one professional until an instant; never while a payment is pending does it fall."""

    __tablename__ = "orders_reservation"
    names = Names(_l("panier"), _l("paniers"))
    title = ("lead", "professional")
    resource = "reservations"
    __table_args__ = (
        Index("uq_orders_reservation_live", "lead_id", unique=True, postgresql_where=sql("released_at is null")),
    )

    lead_id: Mapped[int] = ref("leads_lead.id", label=_l("Demande"), readonly=True)
    lead: Mapped[Lead] = relationship()
    professional_id: Mapped[int] = ref("professionals_professional.id", label=_l("Professionnel"), readonly=True)
    professional: Mapped[Professional] = relationship()
    reserved_at: Mapped[datetime] = instant(label=_l("Réservée le"), facet=True, readonly=True)
    expires_at: Mapped[datetime] = instant(label=_l("Jusqu’au"), readonly=True, index=True)
    price_seen_ht: Mapped[Decimal] = money(label=_l("Prix vu HT"), measure=False, readonly=True)
    proximity: Mapped[Proximity] = choice(Proximity, label=_l("Proximité déclarée"), readonly=True)
    available: Mapped[bool] = flag(label=_l("Disponibilité déclarée"), readonly=True)
    released_at: Mapped[datetime | None] = instant(label=_l("Libérée le"), readonly=True)
    release: Mapped[Release | None] = choice(Release, label=_l("Fin"), readonly=True)
