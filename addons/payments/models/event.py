"""What a provider told us, once each: the pair of provider and event is the row (CGV-6.4)."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from addons.payments.models.choices import EventOutcome
from addons.payments.models.payment import Payment
from app.i18n import _l
from app.models.base import Base, Names
from app.models.fields import choice, code, instant, money, ref


class ProviderEvent(Base):
    """An event whose signature was right; not ``Owned``: an unknown reference belongs to nobody yet."""

    __tablename__ = "payments_provider_event"
    names = Names(_l("événement de paiement"), _l("événements de paiement"))
    title = ("kind", "received_at")
    resource = "provider_events"
    __table_args__ = (UniqueConstraint("provider", "event_id"),)

    provider: Mapped[str] = code(30, label=_l("Prestataire"), facet=True, readonly=True)
    event_id: Mapped[str] = code(80, label=_l("Événement"), readonly=True)
    kind: Mapped[str] = code(40, label=_l("Nature"), facet=True, readonly=True)
    provider_ref: Mapped[str | None] = code(80, label=_l("Référence du prestataire"), readonly=True)
    amount_ttc: Mapped[Decimal | None] = money(label=_l("Montant TTC"), measure=False, readonly=True)
    currency: Mapped[str | None] = code(3, label=_l("Monnaie"), readonly=True)
    received_at: Mapped[datetime] = instant(label=_l("Reçu le"), facet=True, readonly=True)
    payment_id: Mapped[int | None] = ref("payments_payment.id", label=_l("Paiement"), readonly=True)
    payment: Mapped[Payment | None] = relationship()
    outcome: Mapped[EventOutcome] = choice(EventOutcome, label=_l("Suite donnée"), readonly=True)
