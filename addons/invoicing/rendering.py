"""The PDF of an invoice: written from what the invoice keeps, never from what the parties have become since."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from addons.invoicing.models import Invoice, InvoiceLine, SeriesCode
from app.documents.rendering import render
from app.formats import NBSP, format_day, format_money, format_siren

TEMPLATE = Path(__file__).parent / "documents" / "invoice.typ"


def pdf(invoice: Invoice) -> bytes:
    """The document of a numbered invoice, the same to the byte each time."""
    return render(
        TEMPLATE,
        contents(invoice),
        title=f"Facture {invoice.number}",
        author=invoice.seller["name"],
        at=invoice.issued_at,
    )


def contents(invoice: Invoice) -> dict[str, Any]:
    """What the template prints, amounts and dates as they are read."""
    mentions = invoice.mentions
    return {
        "number": invoice.number,
        "specimen": invoice.series is SeriesCode.SPECIMEN,
        "issued_on": format_day(invoice.issued_on),
        "supplied_on": format_day(invoice.supplied_on),
        "order": mentions["order"],
        "terms": _terms(mentions["terms"]),
        "seller": {**invoice.seller, "siren": _siren(invoice.seller), "identity": _identity(invoice.seller)},
        "buyer": {**invoice.buyer, "siren": _siren(invoice.buyer)},
        "lines": [_line(line, invoice.vat_rate) for line in invoice.lines],
        "rate": _rate(invoice.vat_rate),
        "total_ht": format_money(invoice.total_ht),
        "vat_amount": format_money(invoice.vat_amount),
        "total_ttc": format_money(invoice.total_ttc),
        "paid": _settlement(mentions["settlement"]),
        "left_to_pay": format_money(Decimal("0.00")),
        "sentences": mentions["sentences"],
        "hash": invoice.hash,
    }


def _line(line: InvoiceLine, rate: Decimal) -> dict[str, str]:
    return {
        "label": line.label,
        "quantity": str(line.quantity),
        "unit_price_ht": format_money(line.unit_price_ht),
        "rate": _rate(rate),
        "amount_ht": format_money(line.amount_ht),
    }


def _identity(seller: dict[str, Any]) -> str:
    """Form, capital, SIREN, trade register and VAT number on one line (C. com. R123-237, R123-238)."""
    form = seller["legal_form"]
    if seller["share_capital"] is not None:
        form = f"{form} au capital de {format_money(Decimal(seller['share_capital']))}"
    pieces = [form, f"SIREN{NBSP}{_siren(seller)}", f"RCS {seller['rcs_city']}"]
    if seller["vat_number"]:
        pieces.append(f"TVA{NBSP}{seller['vat_number']}")
    return " · ".join(pieces)


def _siren(party: dict[str, Any]) -> str:
    return format_siren(party["siren"])


def _rate(rate: Decimal) -> str:
    return f"{rate:.2f}".replace(".", ",") + f"{NBSP}%"


def _terms(terms: dict[str, Any]) -> str:
    return f"CGV n°{NBSP}{terms['number']} du {_day(terms['effective_on'])}"


def _settlement(settlement: dict[str, Any]) -> str:
    return f"Payée le {_day(settlement['paid_on'])} · {settlement['method']}"


def _day(iso: str) -> str:
    return format_day(date.fromisoformat(iso))
