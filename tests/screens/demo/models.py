from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Mapped, relationship

from app.errors import DomainError
from app.models import fields
from app.models.base import Base, Names
from app.models.choices import Choice
from app.models.words import search_words, sort_key
from app.models.workflow import transition
from app.privacy.declarations import free_text, not_personal

INVENTED = not_personal("données inventées")


class State(Choice):
    NEW = "new", "Nouveau", "blue"
    OPEN = "open", "Ouvert", "green"
    PAUSED = "paused", "En pause", "orange"
    CLOSED = "closed", "Fermé", "grey"


class Trade(Choice):
    PLUMBING = "plumbing", "Plomberie", "blue"
    LOCKS = "locks", "Serrurerie", "purple"
    HEATING = "heating", "Chauffage", "orange"


class StillBusy(DomainError):
    sentence = "Cet atelier emploie encore quelqu’un."


class Place(Base):
    """A place."""

    __tablename__ = "studios_place"
    names = Names("ville", "villes", feminine=True)
    title = ("name",)
    resource = "demo-places"

    name: Mapped[str] = fields.text(80, label="Nom", personal=INVENTED, search=True)
    name_key: Mapped[str] = sort_key("name")
    words: Mapped[str] = search_words()


class Studio(Base):
    """A studio."""

    __tablename__ = "studios_studio"
    names = Names("atelier", "ateliers")
    title = ("reference",)
    resource = "demo-studios"

    reference: Mapped[str] = fields.code(16, label="Référence", search=True)
    state: Mapped[State] = fields.workflow(State, start=State.NEW, label="État")
    trade: Mapped[Trade | None] = fields.choice(Trade, label="Métier")
    name: Mapped[str] = fields.text(80, label="Nom", personal=INVENTED, search=True)
    name_key: Mapped[str] = sort_key("name")
    town_id: Mapped[int | None] = fields.ref("studios_place.id", label="Ville", facet=True)
    town: Mapped[Place | None] = relationship()
    phone: Mapped[str | None] = fields.phone(label="Téléphone", personal=INVENTED)
    rent_ht: Mapped[Decimal | None] = fields.money(label="Loyer HT")
    seen_at: Mapped[datetime | None] = fields.instant(label="Visité le", facet=True)
    opened_on: Mapped[date | None] = fields.day(label="Ouvert le")
    staff: Mapped[int | None] = fields.count(label="Effectif")
    urgent: Mapped[bool] = fields.flag(label="Urgent")
    secret: Mapped[str | None] = fields.text(80, label="Code de l’alarme", personal=INVENTED)
    remark: Mapped[str | None] = fields.long_text(label="Remarque", personal=free_text(kept="un an"))
    words: Mapped[str] = search_words()

    @transition([State.NEW, State.PAUSED], to=State.OPEN, label="Ouvrir", may="decide", primary=True)
    def open(self) -> None:
        """Open the studio."""

    @transition(State.OPEN, to=State.PAUSED, label="Mettre en pause", may="decide")
    def pause(self) -> None:
        """Pause it."""

    @transition([State.NEW, State.OPEN], to=State.CLOSED, label="Fermer", may="decide", danger=True)
    def close(self) -> None:
        """Close a studio where nobody works any more."""
        if self.staff:
            raise StillBusy
