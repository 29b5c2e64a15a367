"""Three tables: requests (the long one), zones and professionals."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, relationship

from app.models.base import Base, Names
from app.models.choices import Choice
from app.models.fields import choice, code, count, instant, money, ref, text, workflow
from app.models.words import search_words, sort_key
from app.models.workflow import transition
from app.privacy.declarations import not_personal

GENERATED = not_personal("rows drawn by the bench, nobody's")


class State(Choice):
    """Where a request stands."""

    DRAFT = "draft", "Brouillon", "grey"
    PUBLISHED = "published", "Publiée", "purple"
    SOLD = "sold", "Attribuée", "green"
    CLOSED = "closed", "Close", "grey"


class Trade(Choice):
    """What is asked for."""

    PLUMBING = "plumbing", "Plomberie", "blue"
    LOCKSMITH = "locksmith", "Serrurerie", "purple"
    HEATING = "heating", "Chauffage", "orange"
    ELECTRICITY = "electricity", "Électricité", "cyan"


class Urgency(Choice):
    """How soon."""

    NOW = "now", "Immédiate", "red"
    TODAY = "today", "Aujourd’hui", "orange"
    WEEK = "week", "Sous 7 jours", "blue"


class BenchZone(Base):
    """A zone, one thousand of them."""

    __tablename__ = "bench_zone"
    names = Names("zone", "zones", feminine=True)
    title = ("name",)
    resource = "bench_zones"

    name: Mapped[str] = text(60, label="Nom", personal=GENERATED, search=True)
    name_key: Mapped[str] = sort_key("name")
    words: Mapped[str] = search_words()


class BenchProfessional(Base):
    """A professional, five thousand of them."""

    __tablename__ = "bench_professional"
    names = Names("professionnel", "professionnels")
    title = ("name",)
    resource = "bench_professionals"

    name: Mapped[str] = text(60, label="Nom", personal=GENERATED, search=True)
    name_key: Mapped[str] = sort_key("name")
    words: Mapped[str] = search_words()


class BenchRequest(Base):
    """A request: what the list, the search and the forms of the bench work on."""

    __tablename__ = "bench_request"
    names = Names("demande", "demandes", feminine=True)
    title = ("reference",)
    resource = "bench_requests"

    reference: Mapped[str] = code(16, label="Référence", search=True, unique=True)
    state: Mapped[State] = workflow(State, start=State.DRAFT, label="État")
    trade: Mapped[Trade] = choice(Trade, label="Métier")
    urgency: Mapped[Urgency] = choice(Urgency, label="Urgence")
    need: Mapped[str] = text(120, label="Besoin", personal=GENERATED, search=True)
    postcode: Mapped[str] = code(5, label="Code postal", search=True)
    town: Mapped[str] = text(60, label="Ville", personal=GENERATED, search=True)
    town_key: Mapped[str] = sort_key("town")
    requested_at: Mapped[datetime] = instant(label="Reçue le", index=True)
    price_ht: Mapped[Decimal] = money(label="Prix HT")
    rooms: Mapped[int] = count(label="Pièces", maximum=50)
    zone_id: Mapped[int] = ref("bench_zone.id", label="Zone")
    zone: Mapped[BenchZone] = relationship()
    professional_id: Mapped[int | None] = ref("bench_professional.id", label="Professionnel")
    professional: Mapped[BenchProfessional | None] = relationship()
    words: Mapped[str] = search_words()

    __table_args__ = (
        Index("ix_bench_request_requested", "requested_at", "id"),
        Index("ix_bench_request_state_requested", "state", "requested_at", "id"),
        Index("ix_bench_request_town", "town_key", "id"),
        Index("ix_bench_request_price", "price_ht", "id"),
    )

    @transition(State.DRAFT, to=State.PUBLISHED, label="Publier", may="write", primary=True)
    def publish(self) -> None:
        """Publish the request."""
