"""Prices: managers write the rules, agents apply them through a request, nobody types a sheet."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from addons.pricing.models import Criterion, PricingLine, PricingRule, PricingSheet
from app.models.clock import now
from tests.access_matrix.part import Part

RIGHTS = """
pricing_rules  | lead, pricing sheet | R | RCW  | R    | – | R
pricing_sheets | lead, pricing sheet | R | RCW  | RCW  | – | R
pricing_lines  | lead, pricing sheet | R | RCWX | RCWX | – | R
"""


def records(scene: dict[str, Any]) -> Mapping[str, Any]:
    """A rule, and the sheet of one line that it made."""
    operator, amount = scene["operators"], Decimal("25.00")
    rule = PricingRule(operator=operator, label="Base", criterion=Criterion.BASE, amount_ht=amount)
    sheet = PricingSheet(
        operator=operator, lead=scene["leads"], terms=scene["legal_versions"], inputs={}, proposed_ht=amount,
        final_ht=amount, priced_at=now(), hash="a" * 64,
    )  # fmt: skip
    line = PricingLine(
        operator=operator, sheet=sheet, rank=1, rule=rule, criterion=Criterion.BASE, label="Base", amount_ht=amount,
        public=True,
    )  # fmt: skip
    return {"pricing_rules": rule, "pricing_sheets": sheet, "pricing_lines": line}


PART = Part(
    rights=RIGHTS,
    differences={
        ("pricing_rules", "AGENT"): "weights are the manager's: an agent who changes them is refused (CGV-6.11)"
    },
    screens={"/regles-de-tarif": "pricing_rules", "/fiches-de-tarif": "pricing_sheets"},
    codes={
        "pricing_rules": "pricing.rule",
        "pricing_sheets": "pricing.sheet",
        "pricing_lines": "pricing.line",
    },
    records=records,
)
