"""The chain of invoices: each bears the hash of the one before in its series, so that a change shows (promise 3).

``SHA256("v1|" + previous + "|" + canonical JSON)``, one chain for each operator, series and year, as numbers are. The
JSON holds what was issued, lines included, amounts and dates as text: anybody can rebuild it from the columns.
"""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from hashlib import sha256
from typing import Any

from sqlalchemy import Select, bindparam, inspect, select

from addons.invoicing.models import Invoice, InvoiceLine, SeriesCode
from app.database import session
from app.models.choices import Choice
from app.models.numbering import Series

#: What the hash covers and how it is written; another content is another version, never this one changed.
VERSION = "v1"
#: What stands before the first of a chain.
START = "0" * 64
SERIES = {
    SeriesCode.FINAL: Series("invoicing_fa", "FA{year}-{number:06d}", chronological=True),
    SeriesCode.SPECIMEN: Series("invoicing_sp", "SP{year}-{number:06d}", chronological=True),
}

_INVOICE = (
    *("operator_id", "number", "series", "year", "rank", "order_id", "payment_id", "professional_id"),
    *("issued_on", "issued_at", "supplied_on", "regime", "vat_rate", "seller", "buyer", "mentions"),
    *("total_ht", "vat_amount", "total_ttc", "state"),
)
_LINE = ("rank", "order_line_id", "label", "quantity", "unit_price_ht", "amount_ht")


def seal(invoice: Invoice, rank: int) -> None:
    """Give the invoice, which has just taken its number, its place and its hash. Its series is held meanwhile."""
    invoice.year, invoice.rank = invoice.issued_on.year, rank
    place = {"operator_id": invoice.operator_id, "series": invoice.series, "year": invoice.year, "rank": rank - 1}
    invoice.previous_hash = session().scalar(_hash_at(), place) or START
    invoice.hash = digest(invoice)


@cache
def _hash_at() -> Select[str | None]:
    """The hash at a place, as a statement that is made once: the series is held while it is asked."""
    columns = inspect(Invoice).columns
    names = ("operator_id", "series", "year", "rank")
    return select(Invoice.hash).where(*(columns[name] == bindparam(name, type_=columns[name].type) for name in names))


def digest(invoice: Invoice) -> str:
    """The hash of an invoice as it stands, after the one it says it follows."""
    return sha256(f"{VERSION}|{invoice.previous_hash}|{canonical(invoice)}".encode()).hexdigest()


def canonical(invoice: Invoice) -> str:
    """What was issued, as JSON: sorted names, no spaces, ASCII."""
    facts = {name: _plain(getattr(invoice, name)) for name in _INVOICE}
    facts["lines"] = [_facts(line) for line in sorted(invoice.lines, key=lambda line: line.rank)]
    return json.dumps(facts, sort_keys=True, separators=(",", ":"))


def _facts(line: InvoiceLine) -> dict[str, Any]:
    return {name: _plain(getattr(line, name)) for name in _LINE}


def _plain(value: Any) -> Any:
    plain = value
    if isinstance(value, Decimal):
        plain = f"{value:.2f}"
    elif isinstance(value, datetime):
        plain = value.astimezone(UTC).isoformat(timespec="microseconds")
    elif isinstance(value, date):
        plain = value.isoformat()
    elif isinstance(value, Choice):
        plain = value.code
    return plain
