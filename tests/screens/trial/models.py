from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from sqlalchemy import BigInteger, Column, ForeignKey, Table
from sqlalchemy.orm import Mapped, relationship

from app.errors import DomainError
from app.models import fields
from app.models.base import Base, Names
from app.models.choices import Choice
from app.models.versioned import Versioned
from app.models.words import search_words, sort_key
from app.models.workflow import Asked, transition
from app.privacy.declarations import not_personal

INVENTED = not_personal("données inventées")


class State(Choice):
    DRAFT = "draft", "Brouillon", "grey"
    ASKED = "asked", "Dossier demandé", "blue", "Dossier"
    RECEIVED = "received", "Dossier reçu", "cyan", "Dossier"
    OPEN = "open", "Ouvert", "green"
    SUSPENDED = "suspended", "Suspendu", "orange"
    CLOSED = "closed", "Fermé", "grey"
    REFUSED = "refused", "Refusé", "red"


class Trade(Choice):
    PLUMBING = "plumbing", "Plomberie", "blue"
    LOCKS = "locks", "Serrurerie", "purple"
    HEATING = "heating", "Chauffage", "orange"
    GLASS = "glass", "Vitrerie", "cyan"


class Size(Choice):
    SMALL = "small", "Petit", "blue"
    LARGE = "large", "Grand", "green"


class WrongPostalCode(DomainError):
    sentence = "Ce code postal n’est pas celui de %(town)s."


class TooManyVisits(DomainError):
    sentence = "Un atelier suspendu ne reçoit plus de passages."
    rule = "TRIAL-1"


class Town(Base):
    __tablename__ = "trial_town"
    names = Names("ville", "villes", feminine=True)
    title = ("name",)

    name: Mapped[str] = fields.text(80, label="Nom", personal=INVENTED, search=True)
    name_key: Mapped[str] = sort_key("name")
    postal_code: Mapped[str] = fields.code(5, label="Code postal")
    words: Mapped[str] = search_words()


class Skill(Base):
    __tablename__ = "trial_skill"
    names = Names("compétence", "compétences", feminine=True)
    title = ("name",)

    name: Mapped[str] = fields.text(80, label="Nom", personal=INVENTED, search=True)
    name_key: Mapped[str] = sort_key("name")
    words: Mapped[str] = search_words()


workshop_skill = Table(
    "trial_workshop_skill",
    Base.metadata,
    Column("workshop_id", BigInteger, ForeignKey("trial_workshop.id", ondelete="CASCADE"), primary_key=True),
    Column("skill_id", BigInteger, ForeignKey("trial_skill.id", ondelete="RESTRICT"), primary_key=True),
)


class Workshop(Base, Versioned):
    __tablename__ = "trial_workshop"
    names = Names("atelier", "ateliers")
    title = ("reference", "name")

    reference: Mapped[str] = fields.code(20, label="Référence", search=True, unique=True)
    name: Mapped[str] = fields.text(80, label="Nom", personal=INVENTED, search=True)
    name_key: Mapped[str] = sort_key("name")
    siren: Mapped[str | None] = fields.siren(label="SIREN", personal=INVENTED)
    phone: Mapped[str | None] = fields.phone(label="Téléphone", personal=INVENTED)
    mail: Mapped[str | None] = fields.email(label="E-mail", personal=INVENTED)
    secret: Mapped[str | None] = fields.code(40, label="Code secret")
    trade: Mapped[Trade] = fields.choice(Trade, label="Métier")
    size: Mapped[Size] = fields.choice(Size, label="Taille", default=Size.SMALL)
    urgent: Mapped[bool] = fields.flag(label="Urgent")
    opened_on: Mapped[date | None] = fields.day(label="Ouvert le")
    seen_at: Mapped[datetime | None] = fields.instant(label="Vu le")
    rent_ht: Mapped[Decimal | None] = fields.money(label="Loyer HT", help="Par mois, hors charges.")
    staff: Mapped[int] = fields.count(label="Effectif", default=1, maximum=500)
    town_id: Mapped[int | None] = fields.ref("trial_town.id", label="Ville", facet=True)
    town: Mapped[Town | None] = relationship()
    postal_code: Mapped[str | None] = fields.code(5, label="Code postal")
    remarks: Mapped[str | None] = fields.long_text(label="Remarques", personal=INVENTED, length=2_000)
    state: Mapped[State] = fields.workflow(State, start=State.DRAFT, label="État")
    skills: Mapped[list[Skill]] = fields.refs(workshop_skill, label="Compétences")
    visits: Mapped[list[Visit]] = fields.lines(label="Passages", back_populates="workshop", order_by="Visit.position")
    words: Mapped[str] = search_words()

    def check(self) -> None:
        if self.town is not None and self.postal_code not in {None, self.town.postal_code}:
            raise WrongPostalCode(field="postal_code", town=self.town.name)

    @transition((State.DRAFT, State.SUSPENDED), to=State.OPEN, label="Ouvrir", may="decide", primary=True)
    def open(self) -> None:
        """Needs nothing."""

    @transition(State.OPEN, to=State.SUSPENDED, label="Suspendre", may="decide", danger=True)
    def suspend(
        self,
        motive: Annotated[str, Asked("Motif", long=True, help="Montré à l’atelier.")],
        until: Annotated[date | None, Asked("Jusqu’au")] = None,
        town: Annotated[Town | None, Asked("Ville du contrôle")] = None,
    ) -> None:
        if motive == "rien":
            raise TooManyVisits(field="motive")
        self.remarks = motive

    @transition(
        State.OPEN, to=State.CLOSED, label="Fermer", may="decide", confirm="L’atelier ne pourra plus être rouvert."
    )
    def close(self) -> None:
        """Cannot be undone."""

    @transition(State.DRAFT, to=State.REFUSED, label="Refuser", may="forbid", danger=True)
    def refuse(self) -> None:
        """Nobody is granted it."""


class Visit(Base):
    __tablename__ = "trial_visit"
    names = Names("passage", "passages")

    workshop_id: Mapped[int] = fields.ref("trial_workshop.id", label="Atelier", ondelete="CASCADE")
    workshop: Mapped[Workshop] = relationship(back_populates="visits")
    position: Mapped[int] = fields.count(label="Rang", default=1)
    day: Mapped[date] = fields.day(label="Jour")
    town_id: Mapped[int | None] = fields.ref("trial_town.id", label="Ville")
    town: Mapped[Town | None] = relationship()
    minutes: Mapped[int] = fields.count(label="Minutes", minimum=1, maximum=600, default=30)
    note: Mapped[str | None] = fields.text(80, label="Note", personal=INVENTED)


class Repair(Base):
    __tablename__ = "trial_repair"
    names = Names("réparation", "réparations", feminine=True)
    title = ("label",)

    label: Mapped[str] = fields.text(80, label="Objet", personal=INVENTED)
    label_key: Mapped[str] = sort_key("label")
    workshop_id: Mapped[int] = fields.ref("trial_workshop.id", label="Atelier", facet=True)
    workshop: Mapped[Workshop] = relationship()
