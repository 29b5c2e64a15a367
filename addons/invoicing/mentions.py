"""The wordings that the law asks on an invoice: data with their dates (``documents/references.json``), in French.

CGI articles may be quoted until 31 December 2027, when the CIBS alone stands: no wording of ours goes further. An
invoice keeps the sentences it was issued with.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from addons.invoicing.errors import ReferenceMissing
from addons.invoicing.parameters import VAT_ON_DEBITS
from addons.orders.models import VatRegime
from app.models.parameters import value

_FILE = Path(__file__).parent / "documents" / "references.json"
#: What every invoice bears, in the order it is read.
_ALWAYS = ("settled", "category", "discount", "penalties", "recovery")


@dataclass(frozen=True, slots=True)
class Reference:
    """A wording and the days from which, and until which, it may be printed, both included."""

    code: str
    text: str
    since: date
    until: date


def sentences(operator_id: int, regime: VatRegime, on: date) -> dict[str, str]:
    """The mentions of an invoice of the operator under ``regime`` issued that day, by code.

    Raises ReferenceMissing for one that has no wording in force.
    """
    return {code: _in_force(code, on) for code in _wanted(operator_id, regime)}


def _wanted(operator_id: int, regime: VatRegime) -> Iterator[str]:
    yield from _ALWAYS
    if regime is not VatRegime.STANDARD:
        yield regime.code
    elif value(VAT_ON_DEBITS, operator_id):
        yield "debits"


def _in_force(code: str, on: date) -> str:
    for reference in _references():
        if reference.code == code and reference.since <= on <= reference.until:
            return reference.text
    raise ReferenceMissing(mention=code, on=f"{on:%d/%m/%Y}")


@cache
def _references() -> tuple[Reference, ...]:
    return tuple(
        Reference(
            given["code"],
            given["text"],
            date.fromisoformat(given["from"]),
            date.fromisoformat(given["until"]) if "until" in given else date.max,
        )
        for given in json.loads(_FILE.read_text(encoding="utf-8"))
    )
