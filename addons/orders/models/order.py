"""Orders: the price seen, the terms in force, and the four instants of a sale that are never mixed (rules 0.3)."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from sqlalchemy import CheckConstraint, Connection, Index, event
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, Mapper, relationship

from addons.leads.models import Lead
from addons.legal.models import LegalVersion
from addons.orders.models.choices import LineOutcome, LostReason, OrderState
from addons.orders.models.reservation import Reservation
from addons.professionals.models import Professional
from app.i18n import _l
from app.models.base import Base, Names
from app.models.clock import now
from app.models.fields import choice, code, count, instant, json_data, lines, money, rate, ref, workflow
from app.models.numbering import Series, number
from app.models.owned import Owned
from app.models.versioned import Versioned
from app.models.words import search_words
from app.models.workflow import SYSTEM_ONLY, Asked, transition
from app.privacy.declarations import not_personal

REFERENCES = Series("orders_order", "CMD-{year}-{number:06d}")
#: Nothing was paid yet, and something still may be.
UNPAID = (OrderState.CONFIRMED, OrderState.AWAITING_PAYMENT)
#: A capture may come after the basket ended: it is honoured while the request is free (rules B.3).
PAYABLE = (OrderState.AWAITING_PAYMENT, OrderState.CANCELLED)


class Order(Base, Owned, Versioned):
    """A confirmed purchase: one professional, one payment, one invoice (rules B.3). Its id is that of its basket."""

    __tablename__ = "orders_order"
    names = Names(_l("commande"), _l("commandes"), feminine=True)
    title = ("reference",)
    resource = "orders"
    natural_key = ("operator", "reference")

    reference: Mapped[str | None] = code(20, label=_l("Référence"), search=True, readonly=True)
    professional_id: Mapped[int] = ref(
        "professionals_professional.id", label=_l("Professionnel"), facet=True, readonly=True
    )
    professional: Mapped[Professional] = relationship()
    reservation_id: Mapped[int] = ref("orders_reservation.id", label=_l("Panier"), unique=True, readonly=True)
    reservation: Mapped[Reservation] = relationship()
    terms_id: Mapped[int] = ref("legal_version.id", label=_l("Conditions acceptées"), readonly=True)
    terms: Mapped[LegalVersion] = relationship()
    confirmed_at: Mapped[datetime] = instant(label=_l("Confirmée le"), facet=True, readonly=True, index=True)
    paid_at: Mapped[datetime | None] = instant(label=_l("Payée le"), facet=True, readonly=True)
    cancelled_at: Mapped[datetime | None] = instant(label=_l("Annulée le"), readonly=True)
    total_ht: Mapped[Decimal] = money(label=_l("Total HT"), readonly=True)
    vat_rate: Mapped[Decimal] = rate(label=_l("Taux de TVA"), readonly=True)
    vat_amount: Mapped[Decimal] = money(label=_l("TVA"), readonly=True)
    total_ttc: Mapped[Decimal] = money(label=_l("Total TTC"), readonly=True)
    lines: Mapped[list["OrderLine"]] = lines(label=_l("Lignes"), back_populates="order", order_by="OrderLine.id")
    state: Mapped[OrderState] = workflow(OrderState, start=OrderState.CONFIRMED, label=_l("État"))
    words: Mapped[str] = search_words()

    @transition(OrderState.CONFIRMED, to=OrderState.AWAITING_PAYMENT, label=_l("Attendre le paiement"), may=SYSTEM_ONLY)
    def await_payment(self) -> None:
        """Open the order to payment: its price and its terms no longer move (CGV-6.3)."""

    @transition(UNPAID, to=OrderState.CANCELLED, label=_l("Annuler"), may=SYSTEM_ONLY, rule="CGV-6.1")
    def cancel(self) -> None:
        """Close an order that nobody paid while its basket lasted: nothing is owed (DEC-61)."""
        self.cancelled_at = now()

    @transition(PAYABLE, to=OrderState.PAID, label=_l("Encaisser"), may=SYSTEM_ONLY, rule="CGV-3.9")
    def mark_paid(self, at: Annotated[datetime, Asked(_l("Encaissée le"))]) -> None:
        """Note the capture of its whole amount, at the provider's instant."""
        self.paid_at, self.cancelled_at = at, None

    @transition(
        OrderState.PAID, to=OrderState.FULFILLED, label=_l("Remettre les coordonnées"), may=SYSTEM_ONLY, rule="CGV-3.9"
    )
    def fulfil(self) -> None:
        """Every line was revealed."""

    @transition(
        PAYABLE,
        to=OrderState.NOT_FULFILLED,
        label=_l("Rembourser sans remise"),
        may=SYSTEM_ONLY,
        rule="CGV-3.8",
    )
    def leave_unfulfilled(self) -> None:
        """Note that what was captured too late goes back: nothing is revealed, nothing is invoiced (rules B.3)."""


class OrderLine(Base, Owned):
    """One request bought, at the price frozen when the order was confirmed (CGV-6.3)."""

    __tablename__ = "orders_line"
    names = Names(_l("ligne de commande"), _l("lignes de commande"), feminine=True)
    title = ("lead",)
    resource = "order_lines"
    __table_args__ = (
        CheckConstraint("unit_price_ht > 0", name="price_positive"),
        # Promise 2, written where no code can forget it: a request is revealed to one buyer.
        Index("uq_orders_line_revealed", "lead_id", unique=True, postgresql_where=sql("revealed_at is not null")),
    )

    order_id: Mapped[int] = ref("orders_order.id", label=_l("Commande"), ondelete="CASCADE", readonly=True)
    order: Mapped[Order] = relationship(back_populates="lines")
    professional_id: Mapped[int] = ref("professionals_professional.id", label=_l("Professionnel"), readonly=True)
    professional: Mapped[Professional] = relationship()
    lead_id: Mapped[int] = ref("leads_lead.id", label=_l("Demande"), readonly=True)
    lead: Mapped[Lead] = relationship()
    unit_price_ht: Mapped[Decimal] = money(label=_l("Prix HT"), readonly=True)
    ticket: Mapped[dict[str, Any]] = json_data(
        label=_l("Ticket de tarif"), personal=not_personal("codes, règles et montants, jamais de personne")
    )
    revealed_at: Mapped[datetime | None] = instant(label=_l("Coordonnées remises le"), facet=True, readonly=True)
    first_viewed_at: Mapped[datetime | None] = instant(label=_l("Vues le"), readonly=True)
    first_contact_at: Mapped[datetime | None] = instant(label=_l("Client contacté le"), readonly=True)
    unanswered: Mapped[int] = count(label=_l("Appels sans réponse"), readonly=True, default=0)
    onsite_at: Mapped[datetime | None] = instant(label=_l("Sur place le"), readonly=True)
    recredit_until: Mapped[datetime | None] = instant(label=_l("Recrédit possible jusqu’au"), readonly=True)
    outcome: Mapped[LineOutcome | None] = choice(LineOutcome, label=_l("Suite"), readonly=True)
    lost_reason: Mapped[LostReason | None] = choice(LostReason, label=_l("Raison"), readonly=True)
    works_amount_ht: Mapped[Decimal | None] = money(
        label=_l("Travaux HT déclarés"), help=_l("Pour information : rien n’est perçu dessus."), measure=False
    )
    masked_at: Mapped[datetime | None] = instant(label=_l("Masquées le"), readonly=True)


@event.listens_for(Order, "after_insert")
def _take_reference(mapper: Mapper[Any], connection: Connection, order: Order) -> None:
    """The operator is known once the row is written; the number itself is taken at the end of the transaction."""
    number(order, "reference", REFERENCES)
