"""The model text of the terms, written out with the operator's identity and the parameters of a version."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from addons.base.models import Operator
from app.formats import format_money, format_siren

HEADING = "Conditions générales de vente"


@dataclass(frozen=True, slots=True)
class Terms:
    """The parameters that a version of the terms sets. Prices are without tax."""

    price_min_ht: Decimal
    price_max_ht: Decimal
    recredit_days: int
    contact_minutes: int
    onsite_minutes: int

    def said(self) -> Iterator[str]:
        """How a text says each of them."""
        yield format_money(self.price_min_ht)
        yield format_money(self.price_max_ht)
        yield f"{self.recredit_days} jours"
        yield f"{self.contact_minutes} minutes"
        yield f"{self.onsite_minutes} minutes"


def write(operator: Operator, terms: Terms, *, notice_days: int) -> str:
    """Our model text, complete, for this operator and these parameters."""
    text = _model().render(
        operator=operator,
        platform=operator.platform_name or operator.brand_name,
        notice_days=notice_days,
        price_min_ht=terms.price_min_ht,
        price_max_ht=terms.price_max_ht,
        recredit_days=terms.recredit_days,
        contact_minutes=terms.contact_minutes,
        onsite_minutes=terms.onsite_minutes,
    )
    return text.strip() + "\n"


def digest(body: str) -> str:
    """The fingerprint of a text: SHA-256 of its UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(body.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a text as a page shows it: ``title``, ``heading``, ``paragraph`` or ``list``."""

    kind: str
    lines: tuple[str, ...]


def blocks(body: str) -> Iterator[Block]:
    """A text cut into what its marks mean: ``# `` a title, ``## `` a heading, ``- `` the items of a list."""
    for piece in re.split(r"\n\s*\n", body.strip()):
        lines = [line.strip() for line in piece.splitlines() if line.strip()]
        if all(line.startswith("- ") for line in lines):
            yield Block("list", tuple(line[2:] for line in lines))
        elif lines[0].startswith("## "):
            yield Block("heading", (lines[0][3:],))
        elif lines[0].startswith("# "):
            yield Block("title", (lines[0][2:],))
        else:
            yield Block("paragraph", tuple(lines))


@cache
def _model() -> Template:
    texts = Environment(  # plain text, which pages escape
        loader=FileSystemLoader(Path(__file__).parent / "documents"), undefined=StrictUndefined, autoescape=False
    )
    texts.filters.update(money=format_money, siren=format_siren)
    return texts.get_template("terms.fr.md")
