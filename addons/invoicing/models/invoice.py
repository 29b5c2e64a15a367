"""Invoices: the next number of an unbroken series, immutable, chained (promise 3, CGV-6.1, CGV-6.16)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from addons.orders.models import Order, OrderLine, VatRegime
from addons.payments.models import Payment
from addons.professionals.models import Professional
from app.i18n import _l
from app.models.base import Base, Names
from app.models.choices import Choice
from app.models.fields import choice, code, count, day, instant, json_data, lines, money, rate, ref, text
from app.models.owned import Owned
from app.models.words import search_words
from app.privacy.declarations import Category, Subject, not_personal, personal

_PARTY = personal(
    Subject.PROFESSIONAL,
    Category.BUSINESS,
    purpose="mentions obligatoires des factures",
    kept="10 ans (C. com. L123-22)",
)


class SeriesCode(Choice):
    """Which series; SP while the operator's identity is not confirmed."""

    FINAL = "fa", _l("Facture"), "green"
    SPECIMEN = "sp", _l("Spécimen"), "orange"


class InvoiceState(Choice):
    """Paid at once in the nominal sale; the rest comes with credit notes."""

    ISSUED = "issued", _l("Émise"), "blue"
    PAID = "paid", _l("Acquittée"), "green"


class Invoice(Base, Owned):
    """An issued invoice: a database trigger refuses every later change."""

    __tablename__ = "invoicing_invoice"
    names = Names(_l("facture"), _l("factures"), feminine=True)
    title = ("number",)
    resource = "invoices"
    natural_key = ("operator", "number")
    __table_args__ = (
        UniqueConstraint("operator_id", "number"),
        UniqueConstraint("operator_id", "series", "year", "rank"),
        CheckConstraint("total_ht + vat_amount = total_ttc", name="totals"),
    )

    number: Mapped[str | None] = code(20, label=_l("Numéro"), search=True, readonly=True)
    series: Mapped[SeriesCode] = choice(SeriesCode, label=_l("Série"), readonly=True)
    year: Mapped[int | None] = count(label=_l("Exercice"), readonly=True)
    rank: Mapped[int | None] = count(label=_l("Rang"), readonly=True)
    order_id: Mapped[int] = ref("orders_order.id", label=_l("Commande"), unique=True, readonly=True)
    order: Mapped[Order] = relationship()
    payment_id: Mapped[int | None] = ref("payments_payment.id", label=_l("Paiement"), readonly=True)
    payment: Mapped[Payment | None] = relationship()
    professional_id: Mapped[int] = ref(
        "professionals_professional.id", label=_l("Professionnel"), facet=True, readonly=True
    )
    professional: Mapped[Professional] = relationship()
    issued_on: Mapped[date] = day(label=_l("Date"), facet=True, readonly=True)
    issued_at: Mapped[datetime] = instant(label=_l("Émise le"), readonly=True, index=True)
    supplied_on: Mapped[date] = day(label=_l("Date de la prestation"), readonly=True)
    regime: Mapped[VatRegime] = choice(VatRegime, label=_l("Régime de TVA"), readonly=True)
    vat_rate: Mapped[Decimal] = rate(label=_l("Taux de TVA"), readonly=True)
    seller: Mapped[dict[str, Any]] = json_data(label=_l("Vendeur"), personal=not_personal("mentions publiées"))
    buyer: Mapped[dict[str, Any]] = json_data(label=_l("Acheteur"), personal=_PARTY)
    mentions: Mapped[dict[str, Any]] = json_data(
        label=_l("Mentions"), personal=not_personal("mentions légales, sans personne")
    )
    total_ht: Mapped[Decimal] = money(label=_l("Total HT"), readonly=True)
    vat_amount: Mapped[Decimal] = money(label=_l("TVA"), readonly=True)
    total_ttc: Mapped[Decimal] = money(label=_l("Total TTC"), readonly=True)
    previous_hash: Mapped[str | None] = code(64, label=_l("Empreinte précédente"), readonly=True)
    hash: Mapped[str | None] = code(64, label=_l("Empreinte"), readonly=True)
    lines: Mapped[list["InvoiceLine"]] = lines(
        label=_l("Lignes"), back_populates="invoice", order_by="InvoiceLine.rank"
    )
    state: Mapped[InvoiceState] = choice(InvoiceState, label=_l("État"), readonly=True)
    words: Mapped[str] = search_words()


class InvoiceLine(Base, Owned):
    """One request of the order; nothing else can be invoiced (CGV-1.1)."""

    __tablename__ = "invoicing_line"
    names = Names(_l("ligne de facture"), _l("lignes de facture"), feminine=True)
    title = ("label",)
    resource = "invoice_lines"

    invoice_id: Mapped[int] = ref("invoicing_invoice.id", label=_l("Facture"), ondelete="RESTRICT", readonly=True)
    invoice: Mapped[Invoice] = relationship(back_populates="lines")
    rank: Mapped[int] = count(label=_l("Rang"), minimum=1, readonly=True)
    order_line_id: Mapped[int] = ref("orders_line.id", label=_l("Ligne de commande"), unique=True, readonly=True)
    order_line: Mapped[OrderLine] = relationship()
    label: Mapped[str] = text(
        200, label=_l("Désignation"), personal=not_personal("référence, métier et commune de la demande"), readonly=True
    )
    quantity: Mapped[int] = count(label=_l("Quantité"), minimum=1, readonly=True, default=1)
    unit_price_ht: Mapped[Decimal] = money(label=_l("Prix unitaire HT"), measure=False, readonly=True)
    amount_ht: Mapped[Decimal] = money(label=_l("Montant HT"), readonly=True)
