"""A throw-away add-on: workshops with tools and skills, and the tickets of an operator."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from sqlalchemy import Column, ForeignKey, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

import addons.base.models  # noqa: F401  # the operators that Owned points at
from app.errors import DomainError
from app.i18n import _l
from app.models.base import Base, Names
from app.models.choices import Choice
from app.models.fields import (
    choice,
    code,
    count,
    day,
    flag,
    instant,
    lines,
    long_text,
    money,
    phone,
    ref,
    refs,
    text,
    workflow,
)
from app.models.history import because
from app.models.owned import Owned
from app.models.versioned import Versioned
from app.models.words import search_words, sort_key
from app.models.workflow import Asked, performs, transition
from app.privacy.declarations import Category, Subject, free_text, not_personal, personal

ANYONE = personal(Subject.ANY, Category.CONTACT, purpose="essai", kept="le temps de l’essai")


class State(Choice):
    DRAFT = "draft", _l("Brouillon")
    OPEN = "open", _l("Ouvert"), "green"
    CLOSED = "closed", _l("Fermé"), "red"


class Size(Choice):
    SMALL = "small", _l("Petit")
    LARGE = "large", _l("Grand")


class NoTool(DomainError):
    sentence = _l("Un atelier sans outil n’ouvre pas.")


class Borough(Base):
    __tablename__ = "specimen_town"
    names = Names(_l("ville"), _l("villes"), feminine=True)
    title = ("name",)
    natural_key = ("code",)

    code: Mapped[str] = code(5, label=_l("Code"), unique=True, search=True)
    name: Mapped[str] = text(60, label=_l("Ville"), personal=not_personal("nom de lieu"), search=True)
    capital_id: Mapped[int | None] = ref("specimen_town.id", label=_l("Préfecture"))
    capital: Mapped["Borough | None"] = relationship(remote_side="Borough.id")
    population: Mapped[int | None] = count(label=_l("Population"))
    founded_on: Mapped[date | None] = day(label=_l("Fondée le"))
    twinned: Mapped[bool] = flag(label=_l("Jumelée"))
    size: Mapped[Size] = choice(Size, label=_l("Taille"), default=Size.SMALL)
    name_key: Mapped[str] = sort_key("name")
    words: Mapped[str] = search_words()


workshop_skill = Table(
    "specimen_workshop_skill",
    Base.metadata,
    Column("workshop_id", ForeignKey("specimen_workshop.id", ondelete="CASCADE"), primary_key=True),
    Column("skill_id", ForeignKey("specimen_skill.id", ondelete="RESTRICT"), primary_key=True),
)


class Talent(Base):
    __tablename__ = "specimen_skill"
    names = Names(_l("savoir-faire"), _l("savoir-faire"))
    title = ("label",)
    natural_key = ("code",)

    code: Mapped[str] = code(20, label=_l("Code"), unique=True)
    label: Mapped[str] = text(60, label=_l("Savoir-faire"), personal=not_personal("nom d’un métier"))


class Dated:
    """A mixin as add-ons write them: its column belongs to each model that takes it."""

    opened_at: Mapped[datetime | None] = instant(label=_l("Ouvert le"), readonly=True)


class Forge(Base, Versioned, Dated):
    __tablename__ = "specimen_workshop"
    names = Names(_l("atelier"), _l("ateliers"))
    title = ("name", "town")
    natural_key = ("name",)

    name: Mapped[str] = text(80, label=_l("Nom"), personal=not_personal("enseigne"), search=True, unique=True)
    phone: Mapped[str | None] = phone(label=_l("Téléphone"), personal=ANYONE, search=True)
    memo: Mapped[str | None] = long_text(label=_l("Mémo"), personal=free_text(kept="le temps de l’essai"))
    rent_ht: Mapped[Decimal | None] = money(label=_l("Loyer HT"))
    town_id: Mapped[int | None] = ref("specimen_town.id", label=_l("Ville"), facet=True)
    town: Mapped[Borough | None] = relationship(foreign_keys="Forge.town_id")
    branch_id: Mapped[int | None] = ref("specimen_town.id", label=_l("Annexe"))
    branch: Mapped[Borough | None] = relationship(foreign_keys="Forge.branch_id")
    state: Mapped[State] = workflow(State, start=State.DRAFT, label=_l("État"))
    skills: Mapped[list[Talent]] = refs(workshop_skill, label=_l("Savoir-faire"))
    tools: Mapped[list["Tool"]] = lines(label=_l("Outils"), back_populates="workshop", order_by="Tool.id")
    licence: Mapped["Licence | None"] = relationship(back_populates="workshop")
    name_key: Mapped[str] = sort_key("name")
    words: Mapped[str] = search_words()

    @transition(State.DRAFT, to=State.OPEN, label=_l("Ouvrir"), may="open")
    def open(self) -> None:
        if not self.tools:
            raise NoTool

    @transition([State.DRAFT, State.OPEN], to=State.CLOSED, label=_l("Fermer"), may="close", rule="TEST-1")
    def close(self, reason: str) -> None:
        because(reason)


@performs(Forge.close)
def close_workshop(
    workshop: Forge,
    reason: Annotated[str, Asked(_l("Motif"), long=True)],
    on: Annotated[date | None, Asked(_l("À compter du"))] = None,
    size: Annotated[Size, Asked(_l("Taille"))] = Size.SMALL,
    refund_ttc: Annotated[Decimal, Asked(_l("Remboursement TTC"))] = Decimal(0),
    heir: Annotated[Borough | None, Asked(_l("Repreneur"))] = None,
) -> str:
    """Close for good."""
    workshop.close(reason)
    return "closed"


class Tool(Base):
    __tablename__ = "specimen_tool"
    names = Names(_l("outil"), _l("outils"))
    title = ("label",)
    __table_args__ = (UniqueConstraint("workshop_id", "label"),)

    workshop_id: Mapped[int] = ref("specimen_workshop.id", label=_l("Atelier"), ondelete="CASCADE")
    workshop: Mapped[Forge] = relationship(back_populates="tools")
    label: Mapped[str] = text(40, label=_l("Outil"), personal=not_personal("nom d’un outil"))
    made_in_id: Mapped[int | None] = ref("specimen_town.id", label=_l("Fabriqué à"))
    made_in: Mapped[Borough | None] = relationship()


class Licence(Base):
    """One-to-one: shares its workshop's row."""

    __tablename__ = "specimen_licence"
    names = Names(_l("licence"), _l("licences"), feminine=True)

    workshop_id: Mapped[int] = ref("specimen_workshop.id", label=_l("Atelier"), unique=True, ondelete="CASCADE")
    workshop: Mapped[Forge] = relationship(back_populates="licence")
    number: Mapped[str] = code(20, label=_l("Numéro"))


class Ticket(Base, Owned):
    __tablename__ = "specimen_ticket"
    names = Names(_l("ticket"), _l("tickets"))

    reference: Mapped[str | None] = code(16, label=_l("Référence"), unique=True, readonly=True)
    issued_on: Mapped[date | None] = day(label=_l("Émis le"))


TABLES = [table for name, table in Base.metadata.tables.items() if name.startswith("specimen_")]
