"""A small grid for the operators that sell: a base by trade, then what makes a request dearer or cheaper."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from addons.base.models import Operator, Trade
from addons.leads.models import Urgency
from addons.pricing.models import Criterion, DayKind, PricingRule
from app.database import session

#: Code of a trade, and what its base adds.
BASES = {"plomberie": "29.90", "serrurerie": "34.90", "chauffage": "32.90", "electricite": "27.90"}


def load() -> None:
    """Create the rules."""
    trades = {trade.code: trade for trade in session().scalars(select(Trade).where(Trade.code.in_(BASES)))}
    for operator in session().scalars(select(Operator).where(Operator.lead_selling_enabled).order_by(Operator.id)):
        session().add_all(PricingRule(operator=operator, **rule) for rule in _grid(trades))
    session().flush()


def _grid(trades: Mapping[str, Trade]) -> Iterator[Mapping[str, Any]]:
    for code, amount in BASES.items():
        if trade := trades.get(code):
            label = f"Base {trade.label.lower()}"
            yield _rule(label, Criterion.BASE, amount, trade=trade, public=True)
    yield _rule("Tout de suite", Criterion.URGENCY, "10.00", urgency=Urgency.IMMEDIATE, public=True)
    yield _rule("Dans la semaine", Criterion.URGENCY, "-5.00", urgency=Urgency.WEEK, public=True)
    yield _rule("Nuit (20 h à 8 h)", Criterion.HOUR, "8.00", from_hour=20, to_hour=8)
    yield _rule("Samedi et dimanche", Criterion.DAY, "5.00", day_kind=DayKind.WEEKEND)
    yield _rule("Jour férié", Criterion.DAY, "8.00", day_kind=DayKind.HOLIDAY)
    yield _rule("Travaux complexes", Criterion.COMPLEXITY, "12.00", complexity_from=4)
    yield _rule("Client décidé", Criterion.CLIENT_INTENT, "4.00", intent_from=5)
    yield _rule("Secteur sans concurrence", Criterion.COMPETITION, "-6.00", competitors_to=1)
    yield _rule("Secteur disputé", Criterion.COMPETITION, "6.00", competitors_from=6)


def _rule(label: str, criterion: Criterion, amount: str, **conditions: Any) -> Mapping[str, Any]:
    return {"label": label, "criterion": criterion, "amount_ht": Decimal(amount), **conditions}
