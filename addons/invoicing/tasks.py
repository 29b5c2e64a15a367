"""What follows an invoice once it is committed: its document is written, once."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import select

from addons.invoicing.models import Invoice, InvoiceDocument
from addons.invoicing.rendering import pdf
from app.database import session
from app.effects.effect import Effect
from app.effects.outbox import handles
from app.models.clock import now
from app.proof import journal


@dataclass(frozen=True)
class InvoiceIssued(Effect):
    """An invoice has its number and waits for its document."""

    invoice_id: int


@handles(InvoiceIssued)
def write_document(effect: InvoiceIssued) -> None:
    """Store the PDF of the invoice and journal both hashes; nothing happens when it is stored already."""
    if session().scalar(select(InvoiceDocument.id).where(InvoiceDocument.invoice_id == effect.invoice_id)):
        return
    invoice = session().get_one(Invoice, effect.invoice_id)
    content = pdf(invoice)
    document = InvoiceDocument(
        operator_id=invoice.operator_id,
        invoice=invoice,
        rendered_at=now(),
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        content=content,
    )
    session().add(document)
    facts = {"number": invoice.number, "hash": invoice.hash, "document": document.sha256}
    journal.record("invoice.documented", Invoice, invoice.id, facts)
