"""Invoices: the staff reads, but for agents; nobody writes; managers and accountants will decide on credit notes."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from hashlib import sha256
from typing import Any

from addons.invoicing.chain import SERIES, seal
from addons.invoicing.models import Invoice, InvoiceDocument, InvoiceLine, InvoiceState, SeriesCode
from addons.orders.models import VatRegime
from app.models.clock import now
from app.models.numbering import number
from tests.access_matrix.part import Part

RIGHTS = """
invoices          | invoice, credit note | R | R | – | R | R
invoice_lines     | invoice, credit note | R | R | – | R | R
invoice_documents | invoice, credit note | R | R | – | R | R
"""

_BY_THE_CAPTURE = "an invoice is written by the capture of its payment and by nobody's hand (CGV-1.1, CGV-6.5)"


def records(scene: Mapping[str, Any]) -> Mapping[str, Any]:
    """An invoice of one line, numbered as any, and its document."""
    operator_id, content = scene["operators"].id, b"%PDF-1.7 essai"
    line = InvoiceLine(
        operator_id=operator_id, rank=1, order_line=scene["order_lines"], label="Mise en relation — DI-2026-000001",
        quantity=1, unit_price_ht=Decimal("1.00"), amount_ht=Decimal("1.00"),
    )  # fmt: skip
    invoice = Invoice(
        operator_id=operator_id, series=SeriesCode.SPECIMEN, order=scene["orders"],
        professional=scene["professionals"], issued_on=date(2026, 11, 21), issued_at=now(),
        supplied_on=date(2026, 11, 21), regime=VatRegime.STANDARD, vat_rate=Decimal("20.00"), seller={}, buyer={},
        mentions={}, total_ht=Decimal("1.00"), vat_amount=Decimal("0.20"), total_ttc=Decimal("1.20"),
        state=InvoiceState.PAID, lines=[line],
    )  # fmt: skip
    number(invoice, "number", SERIES[invoice.series], on=invoice.issued_on, then=partial(seal, invoice))
    document = InvoiceDocument(
        operator_id=operator_id, invoice=invoice, rendered_at=now(), sha256=sha256(content).hexdigest(),
        size=len(content), content=content,
    )  # fmt: skip
    return {"invoices": invoice, "invoice_lines": line, "invoice_documents": document}


PART = Part(
    rights=RIGHTS,
    differences={(name, "ACCOUNTANT"): _BY_THE_CAPTURE for name in ("invoices", "invoice_lines", "invoice_documents")},
    screens={"/factures": "invoices", "/documents-de-facture": "invoice_documents"},
    codes={
        "invoices": "invoicing.invoice",
        "invoice_lines": "invoicing.line",
        "invoice_documents": "invoicing.document",
    },
    routes=(
        {"method": "GET", "rule": "/factures/<id>/document", "word": "read", "object": "invoices"},
        {"method": "GET", "rule": "/pret-a-vendre/", "word": "write", "object": "operators"},
    ),
    records=records,
)
