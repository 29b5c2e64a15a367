"""Invoices of one professional, and their documents (CGV-5.7)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from addons.invoicing.models import Invoice, InvoiceDocument
from app.database import session
from app.errors import NotFound

SHOWN = 100


@dataclass(frozen=True, slots=True)
class OwnInvoice:
    """One line of the list; ``has_document`` once the document was produced, seconds after the payment."""

    id: int
    number: str
    issued_on: date
    total_ht: Decimal
    total_ttc: Decimal
    has_document: bool


def invoices(professional_id: int) -> list[OwnInvoice]:
    """Invoices, the newest first."""
    rows = session().execute(
        select(
            Invoice.id,
            Invoice.number,
            Invoice.issued_on,
            Invoice.total_ht,
            Invoice.total_ttc,
            InvoiceDocument.id.is_not(None),
        )
        .outerjoin(InvoiceDocument, InvoiceDocument.invoice_id == Invoice.id)
        .where(Invoice.professional_id == professional_id)
        .order_by(Invoice.issued_on.desc(), Invoice.id.desc())
        .limit(SHOWN)
    )
    return [OwnInvoice(*row) for row in rows]  # type: ignore[arg-type]  # an issued invoice has its number


def document(professional_id: int, invoice_id: int) -> tuple[str, bytes]:
    """Number and PDF of one invoice. Raises NotFound for anybody else's, and while it is not produced."""
    row = (
        session()
        .execute(
            select(Invoice.number, InvoiceDocument.content)
            .join(InvoiceDocument, InvoiceDocument.invoice_id == Invoice.id)
            .where(Invoice.id == invoice_id, Invoice.professional_id == professional_id)
        )
        .one_or_none()
    )
    if row is None:
        raise NotFound
    return str(row[0]), row[1]
