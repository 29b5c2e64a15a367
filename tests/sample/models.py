from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import BigInteger, Column, ForeignKey, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from app.errors import DomainError
from app.models.base import Base, Names
from app.models.choices import Choice
from app.models.fields import (
    choice,
    code,
    count,
    day,
    email,
    flag,
    instant,
    json_data,
    lines,
    long_text,
    money,
    phone,
    ref,
    refs,
    siren,
    text,
    workflow,
)
from app.models.versioned import Versioned
from app.models.words import search_words, sort_key
from app.models.workflow import transition
from app.privacy.declarations import not_personal

INVENTED = not_personal("données d’essai")


class Size(Choice):
    SMALL = "small", "Petit", "blue"
    LARGE = "large", "Grand", "green"


class State(Choice):
    DRAFT = "draft", "Brouillon", "grey"
    SENT = "sent", "Envoyée", "blue"
    CLOSED = "closed", "Close", "green"


class TooHeavy(DomainError):
    sentence = "Une petite caisse ne pèse pas plus de 100 kg."


class Shelf(Base):
    __tablename__ = "sample_shelf"
    names = Names("rayon", "rayons")
    resource = "shelves"
    title = ("name",)

    name: Mapped[str] = text(80, label="Nom", personal=INVENTED, search=True, unique=True)
    name_key: Mapped[str] = sort_key("name")
    open: Mapped[bool] = flag(label="Ouvert", default=True)
    words: Mapped[str] = search_words()


crate_tag = Table(
    "sample_crate_tag",
    Base.metadata,
    Column("crate_id", BigInteger, ForeignKey("sample_crate.id", ondelete="CASCADE"), primary_key=True),
    Column("tag_id", BigInteger, ForeignKey("sample_tag.id", ondelete="RESTRICT"), primary_key=True),
)


class Tag(Base):
    __tablename__ = "sample_tag"
    names = Names("étiquette", "étiquettes", feminine=True)
    title = ("name",)

    name: Mapped[str] = text(40, label="Nom", personal=INVENTED)
    name_key: Mapped[str] = sort_key("name")
    open: Mapped[bool] = flag(label="Ouverte", default=True)


class Crate(Base, Versioned):
    __tablename__ = "sample_crate"
    names = Names("caisse", "caisses", feminine=True)
    title = ("reference", "name")

    reference: Mapped[str] = code(20, label="Référence", search=True, unique=True)
    name: Mapped[str | None] = text(80, label="Nom", personal=INVENTED, search=True)
    name_key: Mapped[str | None] = sort_key("name")
    secret: Mapped[str | None] = code(40, label="Secret", search=True)
    cost_ht: Mapped[Decimal | None] = money(label="Coût HT")
    price_ht: Mapped[Decimal | None] = money(label="Prix HT")
    weight: Mapped[int] = count(label="Poids", measure=True, default=1)
    size: Mapped[Size] = choice(Size, label="Taille")
    fragile: Mapped[bool] = flag(label="Fragile")
    packed_on: Mapped[date | None] = day(label="Emballée le")
    sent_at: Mapped[datetime | None] = instant(label="Envoyée le")
    mail: Mapped[str | None] = email(label="E-mail", personal=INVENTED)
    phone: Mapped[str | None] = phone(label="Téléphone", personal=INVENTED)
    company: Mapped[str | None] = siren(label="SIREN", personal=INVENTED)
    remarks: Mapped[str | None] = long_text(label="Remarques", personal=INVENTED)
    extra: Mapped[dict | None] = json_data(label="Divers", personal=INVENTED)
    shelf_id: Mapped[int | None] = ref("sample_shelf.id", label="Rayon", facet=True)
    shelf: Mapped[Shelf | None] = relationship()
    state: Mapped[State] = workflow(State, start=State.DRAFT, label="État")
    tags: Mapped[list[Tag]] = refs(crate_tag, label="Étiquettes", facet=True)
    items: Mapped[list[Item]] = lines(label="Contenu", back_populates="crate", order_by="Item.id")
    words: Mapped[str] = search_words()

    def check(self) -> None:
        if self.size is Size.SMALL and (self.weight or 0) > 100:
            raise TooHeavy(field="weight")

    @transition(State.DRAFT, to=State.SENT, label="Envoyer", may="send")
    def send(self, price: Decimal, shelf: Shelf | None = None, note: str = "") -> None:
        self.price_ht = price
        self.shelf = shelf or self.shelf

    @transition(State.SENT, to=State.CLOSED, label="Clore", may="close")
    def close(self) -> None:
        """Needs a word of its own."""


class Item(Base):
    __tablename__ = "sample_item"
    __table_args__ = (UniqueConstraint("crate_id", "label"),)
    names = Names("article", "articles")
    title = ("label",)

    crate_id: Mapped[int] = ref("sample_crate.id", label="Caisse", ondelete="CASCADE")
    crate: Mapped[Crate] = relationship(back_populates="items")
    label: Mapped[str] = code(40, label="Article")
    quantity: Mapped[int] = count(label="Quantité", minimum=1, default=1)
    shelf_id: Mapped[int | None] = ref("sample_shelf.id", label="Rayon")
    shelf: Mapped[Shelf | None] = relationship()
