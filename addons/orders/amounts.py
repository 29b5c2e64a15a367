"""VAT: once per document, on the sum of its lines, never per line (EN 16931 BR-CO-17, CGV-6.16)."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from addons.orders.models import VatRegime
from addons.orders.parameters import VAT_RATE, VAT_REGIME
from app.models.parameters import value

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Amounts:
    """What a document totals, in euros and cents."""

    total_ht: Decimal
    vat_rate: Decimal
    vat_amount: Decimal
    total_ttc: Decimal


def vat(total_ht: Decimal, rate: Decimal) -> Decimal:
    """The VAT of a total at ``rate`` per cent, to the cent, half a cent upwards."""
    return (total_ht * rate / 100).quantize(CENT, ROUND_HALF_UP)


def amounts(total_ht: Decimal, operator_id: int) -> Amounts:
    """The totals of a document of the operator today; no VAT but under the standard regime."""
    standard = value(VAT_REGIME, operator_id) is VatRegime.STANDARD
    rate = value(VAT_RATE, operator_id) if standard else Decimal("0.00")
    due = vat(total_ht, rate)
    return Amounts(total_ht, rate, due, total_ht + due)
