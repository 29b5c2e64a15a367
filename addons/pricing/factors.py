"""The factors of a request, read where they are: its own fields, the clock of Paris, the map, the network (CGV-6.8)."""

from collections.abc import Iterator, Sequence

from sqlalchemy import func, select

from addons.base.models import Trade
from addons.leads.models import Lead
from addons.pricing import errors
from addons.pricing.grid import Circumstances
from addons.pricing.models import PricingRule
from addons.pricing.moment import moment
from addons.professionals.models import Professional, State
from addons.professionals.services import covering
from addons.zones.models import Commune
from addons.zones.services import zones_holding
from app.database import session
from app.i18n import Label
from app.models.description import describe


def circumstances(lead: Lead, rules: Sequence[PricingRule]) -> Circumstances:
    """Everything that ``rules`` may depend on, as it stands now. Raises FactorsMissing."""
    commune, postal_code, trade_id = lead.commune, lead.postal_code, lead.trade_id
    missing = [str(label) for label in _missing(lead, rules)]
    if missing or commune is None or postal_code is None or trade_id is None:
        raise errors.FactorsMissing(missing=", ".join(missing))
    when = moment(lead.requested_at)
    return Circumstances(
        trade=trade_id,
        need=lead.need_id,
        zones=_zones(rules, commune, postal_code),
        urgency=lead.urgency,
        day=when.day,
        hour=when.hour,
        night=when.night,
        complexity=lead.complexity,
        intent=lead.intent,
        competitors=competitors(lead.operator_id, trade_id, commune, postal_code),
    )


def competitors(operator_id: int, trade_id: int, commune: Commune, postal_code: str) -> int:
    """How many validated professionals of the trade have a validated territory that holds the spot (CGV-6.9)."""
    counted = select(func.count(Professional.id)).where(
        Professional.operator_id == operator_id,
        Professional.state == State.VALIDATED,
        Professional.trades.any(Trade.id == trade_id),
        covering(commune, postal_code),
    )
    return session().scalar(counted) or 0


def _missing(lead: Lead, rules: Sequence[PricingRule]) -> Iterator[Label]:
    """Labels of the fields that are empty though the price depends on them."""
    asked = {
        "trade": True,
        "need": any(rule.need_id for rule in rules),
        "commune": True,
        "postal_code": True,
        "urgency": any(rule.urgency for rule in rules),
        "complexity": any(rule.complexity_from for rule in rules),
        "intent": any(rule.intent_from for rule in rules),
    }
    fields = describe(Lead)
    for name, needed in asked.items():
        if needed and getattr(lead, fields[name].attribute.key) is None:
            yield fields[name].field.label


def _zones(rules: Sequence[PricingRule], commune: Commune, postal_code: str) -> tuple[int, ...]:
    """Zones that the rules name and that hold the spot."""
    named = {rule.zone_id for rule in rules if rule.zone_id is not None}
    return tuple(sorted(named.intersection(zones_holding(commune, postal_code)))) if named else ()
