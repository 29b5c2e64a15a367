"""Use cases of invoices. They never commit; nobody issues an invoice by hand (CGV-1.1, CGV-6.1, CGV-6.5)."""

from collections.abc import Sequence
from datetime import date
from functools import cache, partial

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload

from addons.base.models import Trade
from addons.invoicing import errors
from addons.invoicing.chain import SERIES, seal
from addons.invoicing.mentions import sentences
from addons.invoicing.models import Invoice, InvoiceDocument, InvoiceLine, InvoiceState, SeriesCode
from addons.invoicing.parties import BUYER, SELLER, buyer, seller, series_of
from addons.invoicing.refusals import day_of, last_of_series, refusals, regime_of
from addons.invoicing.tasks import InvoiceIssued
from addons.leads.models import Lead
from addons.legal.models import LegalVersion
from addons.orders.models import Order, OrderLine
from addons.payments.models import Payment
from addons.professionals.models import Professional
from addons.zones.models import Commune
from app.database import session
from app.effects import outbox
from app.errors import NotFound
from app.formats import PARIS
from app.models.clock import now, today
from app.models.numbering import number
from app.proof import journal

__all__ = ["document_of", "issue", "refusals"]


def issue(order: Order, payment: Payment) -> Invoice:
    """Issue the invoice of a paid order, in the transaction of its capture; the one it has, when it has one.

    Parties, lines, amounts, mentions and terms are copied as they stand. Number, place and hash come at the very end of
    the transaction; the document once it is committed. Nothing is refused here: ``refusals`` was asked before.
    """
    sold = _lines_of(order)
    series = series_of(order.operator)
    known, last_on = _before(order, series)
    if known is not None:
        return session().get_one(Invoice, known)
    on = max(today(), last_on or date.min)
    regime = regime_of(order)
    invoice = Invoice(
        operator_id=order.operator_id,
        series=series,
        order=order,
        payment=payment,
        professional=order.professional,
        issued_on=on,
        issued_at=now(),
        supplied_on=_supplied_on(sold, on),
        regime=regime,
        vat_rate=order.vat_rate,
        seller=seller(order.operator),
        buyer=buyer(order.professional),
        mentions={
            "sentences": sentences(order.operator_id, regime, day_of(order)),
            "order": order.reference,
            "terms": _terms(order),
            "settlement": _settlement(payment, on),
        },
        total_ht=order.total_ht,
        vat_amount=order.vat_amount,
        total_ttc=order.total_ttc,
        lines=[_line(line, rank) for rank, line in enumerate(sold, start=1)],
        state=InvoiceState.PAID,
    )
    session().add(invoice)
    session().flush()
    number(invoice, "number", SERIES[series], on=on, then=partial(seal, invoice))
    facts = {"order": order.id, "payment": payment.id, "series": series, "total_ttc": order.total_ttc}
    journal.record("invoice.issued", Invoice, invoice.id, facts)
    outbox.put(InvoiceIssued(invoice.id), key=f"invoicing.document {invoice.id}")
    return invoice


def document_of(invoice_id: int) -> InvoiceDocument:
    """The stored document of an invoice that the acting person may read (CGV-5.7).

    Raises NotFound for an invoice of somebody else or of nobody, DocumentNotReady in the moment before it is written.
    """
    if session().scalar(select(Invoice.id).where(Invoice.id == invoice_id)) is None:
        raise NotFound
    found = session().scalar(select(InvoiceDocument).where(InvoiceDocument.invoice_id == invoice_id))
    if found is None:
        raise errors.DocumentNotReady
    return found


def _lines_of(order: Order) -> Sequence[OrderLine]:
    """The lines of the order, with all that the invoice copies of it."""
    return session().scalars(_lines_and_links(), {"order_id": order.id}).all()


def _before(order: Order, series: SeriesCode) -> tuple[int | None, date | None]:
    """The id of the invoice that the order has, and the date of the last one of its series."""
    given = {"order_id": order.id, "operator_id": order.operator_id, "series": series}
    known, last_on = session().execute(_known_and_last(), given).one()
    return known, last_on


@cache
def _known_and_last() -> Select[int | None, date | None]:
    known = select(Invoice.id).where(Invoice.order_id == bindparam("order_id"))
    return select(known.scalar_subquery(), last_of_series().scalar_subquery())


@cache
def _lines_and_links() -> Select[OrderLine]:
    """One statement instead of one for each link, made once: its options cost as much as the statement.

    Versions are loaded too: a line that is read again and locked is read with these options.
    """
    lead, sale = joinedload(OrderLine.lead), joinedload(OrderLine.order)
    professional = sale.joinedload(Order.professional)
    terms = (LegalVersion.number, LegalVersion.effective_at, LegalVersion.sha256, LegalVersion.version)
    statement = select(OrderLine).where(OrderLine.order_id == bindparam("order_id")).order_by(OrderLine.id)
    return statement.options(
        sale.load_only(Order.reference, Order.version),  # it is the one that is given
        lead.load_only(Lead.reference, Lead.postal_code, Lead.version),
        lead.joinedload(Lead.trade).load_only(Trade.label),
        lead.joinedload(Lead.commune).load_only(Commune.name),
        sale.joinedload(Order.operator).load_only(*SELLER),
        sale.joinedload(Order.terms).load_only(*terms),
        professional.load_only(*BUYER),
        professional.joinedload(Professional.commune).load_only(Commune.name),
    )


def _line(line: OrderLine, rank: int) -> InvoiceLine:
    return InvoiceLine(
        operator_id=line.operator_id,
        rank=rank,
        order_line=line,
        label=_label(line.lead),
        quantity=1,
        unit_price_ht=line.unit_price_ht,
        amount_ht=line.unit_price_ht,
    )


def _label(lead: Lead) -> str:
    """What was sold, without a word about the client: reference, trade, postal code and commune (E-04)."""
    trade = "" if lead.trade is None else f", {lead.trade.label.lower()}"
    place = "" if lead.commune is None else f", {lead.postal_code} {lead.commune.name}"
    return f"Mise en relation — {lead.reference}{trade}{place}"


def _supplied_on(sold: Sequence[OrderLine], on: date) -> date:
    """The day the contact details were handed over, which is the service (CGV-13)."""
    revealed = [line.revealed_at for line in sold if line.revealed_at is not None]
    return max(revealed).astimezone(PARIS).date() if revealed else on


def _terms(order: Order) -> dict[str, object]:
    """The terms of the order, as ``refusals`` found them: published."""
    terms = order.terms
    assert terms.effective_at is not None
    effective_on = terms.effective_at.astimezone(PARIS).date()
    return {"number": terms.number, "effective_on": effective_on.isoformat(), "sha256": terms.sha256}


def _settlement(payment: Payment, on: date) -> dict[str, str]:
    paid_on = on if payment.captured_at is None else payment.captured_at.astimezone(PARIS).date()
    return {"paid_on": paid_on.isoformat(), "method": str(payment.method.label)}
