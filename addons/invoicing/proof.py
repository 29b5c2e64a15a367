"""What ``relais verify`` says of invoices: unbroken, unchanged, each with the document that was stored (promise 3).

The triggers keep everybody who goes through the database from changing an invoice. Its owner may switch them off: this
is where it shows. What it cannot see alone (the last invoices removed together with their counter and their rows of the
journal), an anchor outside the database does.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from addons.base.models import Operator
from addons.invoicing.chain import SERIES, START, digest
from addons.invoicing.models import Invoice, InvoiceDocument, SeriesCode
from addons.orders.models import Order, OrderState
from app.database import session
from app.models.numbering import last_number

AT_ONCE = 500
#: States that an order reaches by its capture: each has its invoice.
CAPTURED = (OrderState.PAID, OrderState.FULFILLED)


@dataclass(frozen=True, slots=True)
class _Place:
    operator_id: int
    series: SeriesCode
    year: int | None


@dataclass(frozen=True, slots=True)
class Chain:
    """The invoices of one operator, series and year: how many hold, the last hash, and why the next does not."""

    name: str
    held: int
    head: str
    broken: str | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Every chain, and what is wrong beside them."""

    chains: tuple[Chain, ...]
    unfaithful: str | None
    uninvoiced: str | None

    @property
    def sound(self) -> bool:
        """Whether nothing is broken."""
        return not (self.unfaithful or self.uninvoiced or any(chain.broken for chain in self.chains))

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        for chain in self.chains:
            if chain.broken is None:
                yield f"Factures intactes ({chain.name}) : {chain.held}. Dernière empreinte : {chain.head}."
            else:
                yield f"Factures rompues ({chain.name}) : {chain.broken}."
        if not self.chains:
            yield "Factures : aucune."
        if self.unfaithful is not None:
            yield f"Document qui n’est plus celui qui fut produit : facture {self.unfaithful}."
        if self.uninvoiced is not None:
            yield f"Commande payée sans facture : {self.uninvoiced}."


def verify() -> Verdict:
    """Read every invoice, line and document again, without keeping them. Called as the system."""
    kept = select(Invoice.operator_id, Invoice.series, Invoice.year).where(Invoice.number.is_not(None)).distinct()
    known = [_Place(*row) for row in session().execute(kept)]
    known.sort(key=lambda place: (place.operator_id, place.series.code, place.year or 0))
    return Verdict(tuple(map(_chain, known)), _first_unfaithful(), _first_uninvoiced())


def _chain(place: _Place) -> Chain:
    operator = session().scalars(select(Operator.brand_name).where(Operator.id == place.operator_id)).one()
    name = f"{operator}, {place.series.code.upper()}{place.year}"
    held, head, rank = 0, START, 0
    for invoice in _invoices(place):
        rank = (invoice.rank or 0) if held == 0 else rank + 1
        if (why := _fault(invoice, rank, head)) is not None:
            return Chain(name, held, head, why)
        held, head = held + 1, invoice.hash or ""
    last = last_number(SERIES[place.series], year=place.year or 0, operator_id=place.operator_id)
    return Chain(name, held, head, None if last == rank else f"la dernière devrait porter le rang {last}")


def _invoices(place: _Place) -> Iterator[Invoice]:
    """In their order, a page at a time, forgotten once read."""
    of_chain = (
        Invoice.operator_id == place.operator_id,
        Invoice.series == place.series,
        Invoice.year == place.year,
    )
    statement = select(Invoice).where(*of_chain).order_by(Invoice.rank).limit(AT_ONCE)
    statement = statement.options(selectinload(Invoice.lines)).execution_options(populate_existing=True)
    after = 0
    while page := session().scalars(statement.where(Invoice.rank > after)).all():
        yield from page
        after = page[-1].rank or 0
        for invoice in page:
            session().expunge(invoice)


def _fault(invoice: Invoice, rank: int, previous: str) -> str | None:
    """What is wrong with an invoice that should stand at ``rank`` after ``previous``."""
    if invoice.rank != rank:
        return f"le rang {rank} manque, avant la facture {invoice.number}"
    if invoice.previous_hash != previous:
        return f"la facture {invoice.number} ne suit pas la précédente"
    if invoice.hash != digest(invoice):
        return f"la facture {invoice.number} ou ses lignes ont été modifiées"
    return None


def _first_unfaithful() -> str | None:
    """The first invoice whose stored document has another hash than when it was stored."""
    changed = func.encode(func.sha256(InvoiceDocument.content), "hex") != InvoiceDocument.sha256
    statement = select(Invoice.number).join(InvoiceDocument, InvoiceDocument.invoice_id == Invoice.id).where(changed)
    return session().scalar(statement.order_by(Invoice.id).limit(1))


def _first_uninvoiced() -> str | None:
    """The first order that was captured and has no invoice."""
    invoiced = select(Invoice.id).where(Invoice.order_id == Order.id).exists()
    statement = select(Order.reference).where(Order.state.in_(CAPTURED), ~invoiced)
    return session().scalar(statement.order_by(Order.id).limit(1))
