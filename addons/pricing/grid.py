"""The grid: which rules hold for a request, and what they sum to within the bounds of the terms. Pure arithmetic.

What is read here is data that goes into the ticket and comes out of it again: a proposal is replayed by the very
function that made it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from addons.leads.models import Urgency
from addons.pricing.models import Criterion, DayKind, PricingRule
from addons.pricing.moment import within_hours

#: What the lines that no rule wrote are called; stored as data, hence in French only.
RAISED = "Ramené au minimum des conditions"
LOWERED = "Ramené au maximum des conditions"
ADJUSTED = "Ajustement du téléconseiller"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a price depends on, for one request: ids and codes, nothing of a person.

    ``zones`` are those that rules name and that hold the spot; ``competitors`` counts validated professionals.
    """

    trade: int
    need: int | None
    zones: tuple[int, ...]
    urgency: Urgency | None
    day: DayKind
    hour: int
    night: bool
    complexity: int | None
    intent: int | None
    competitors: int

    def to_json(self) -> dict[str, Any]:
        """For the ticket."""
        return {
            "trade": self.trade,
            "need": self.need,
            "zones": list(self.zones),
            "urgency": self.urgency and self.urgency.code,
            "day": self.day.code,
            "hour": self.hour,
            "night": self.night,
            "complexity": self.complexity,
            "intent": self.intent,
            "competitors": self.competitors,
        }

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Self:
        """From a ticket. Raises KeyError, TypeError or ValueError for anything else."""
        urgency = plain["urgency"]
        return cls(
            **{name: plain[name] for name in ("trade", "need", "hour", "night", "complexity", "intent", "competitors")},
            zones=tuple(plain["zones"]),
            urgency=None if urgency is None else Urgency.of(urgency),
            day=DayKind.of(plain["day"]),
        )


#: Conditions of a rule that the ticket copies as they are.
_PLAIN = ("from_hour", "to_hour", "complexity_from", "intent_from", "competitors_to", "competitors_from")


@dataclass(frozen=True, slots=True)
class Tariff:
    """A rule as it stood when the price was proposed. An empty condition always holds."""

    rule: int
    criterion: Criterion
    label: str
    amount_ht: Decimal
    public: bool
    trade: int | None
    need: int | None
    zone: int | None
    urgency: Urgency | None
    day: DayKind | None
    from_hour: int | None
    to_hour: int | None
    complexity_from: int | None
    intent_from: int | None
    competitors_to: int | None
    competitors_from: int | None

    @classmethod
    def of(cls, rule: PricingRule) -> Self:
        """The rule as it stands."""
        return cls(
            rule=rule.id,
            criterion=rule.criterion,
            label=rule.label,
            amount_ht=rule.amount_ht,
            public=rule.public,
            trade=rule.trade_id,
            need=rule.need_id,
            zone=rule.zone_id,
            urgency=rule.urgency,
            day=rule.day_kind,
            **{name: getattr(rule, name) for name in _PLAIN},
        )

    def holds(self, found: Circumstances) -> bool:
        """Whether every condition of the rule is met (CGV-6.8: factors add up)."""
        return (
            self.trade in (None, found.trade)
            and self.need in (None, found.need)
            and self.urgency in (None, found.urgency)
            and self.day in (None, found.day)
            and (self.zone is None or self.zone in found.zones)
            and (
                self.from_hour is None or self.to_hour is None or within_hours(self.from_hour, self.to_hour, found.hour)
            )
            and (self.complexity_from is None or (found.complexity or 0) >= self.complexity_from)
            and (self.intent_from is None or (found.intent or 0) >= self.intent_from)
            and (self.competitors_from is None or found.competitors >= self.competitors_from)
            and (self.competitors_to is None or found.competitors <= self.competitors_to)
        )

    def to_json(self) -> dict[str, Any]:
        """For the ticket; amounts as text."""
        return {
            "rule": self.rule,
            "criterion": self.criterion.code,
            "label": self.label,
            "amount_ht": f"{self.amount_ht:.2f}",
            "public": self.public,
            "trade": self.trade,
            "need": self.need,
            "zone": self.zone,
            "urgency": self.urgency and self.urgency.code,
            "day": self.day and self.day.code,
            **{name: getattr(self, name) for name in _PLAIN},
        }

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Self:
        """From a ticket. Raises KeyError, TypeError, ValueError or ArithmeticError for anything else."""
        return cls(
            criterion=Criterion.of(plain["criterion"]),
            amount_ht=Decimal(plain["amount_ht"]),
            urgency=None if plain["urgency"] is None else Urgency.of(plain["urgency"]),
            day=None if plain["day"] is None else DayKind.of(plain["day"]),
            **{name: plain[name] for name in ("rule", "label", "public", "trade", "need", "zone", *_PLAIN)},
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One amount of a proposal; ``rule`` is None for what keeps the sum within the bounds."""

    criterion: Criterion
    label: str
    amount_ht: Decimal
    public: bool
    rule: int | None

    def to_json(self) -> dict[str, Any]:
        """For the ticket; the amount as text."""
        return {
            "criterion": self.criterion.code,
            "label": self.label,
            "amount_ht": f"{self.amount_ht:.2f}",
            "public": self.public,
            "rule": self.rule,
        }


def itemise(
    tariffs: Iterable[Tariff], found: Circumstances, minimum_ht: Decimal, maximum_ht: Decimal
) -> tuple[Line, ...]:
    """A line for each rule that holds, and one more, internal, when their sum leaves the bounds (CGV-6.8, CGV-6.12)."""
    lines = [
        Line(each.criterion, each.label, each.amount_ht, each.public, each.rule)
        for each in tariffs
        if each.holds(found)
    ]
    total = sum_ht(lines)
    kept = min(max(total, minimum_ht), maximum_ht)
    if kept != total:
        lines.append(Line(Criterion.OVERRIDE, RAISED if kept > total else LOWERED, kept - total, False, None))
    return tuple(lines)


def adjustment(by_ht: Decimal) -> Line:
    """The internal line by which an agent leaves the proposal."""
    return Line(Criterion.OVERRIDE, ADJUSTED, by_ht, False, None)


def sum_ht(lines: Iterable[Line]) -> Decimal:
    """What lines sum to; nothing gives 0.00."""
    return sum((line.amount_ht for line in lines), Decimal("0.00"))
