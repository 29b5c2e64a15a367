"""What the rules in force give for a request."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from addons.leads.models import Need, Urgency
from addons.legal.errors import NoTermsInForce
from addons.pricing import errors
from addons.pricing.grid import LOWERED, RAISED
from addons.pricing.models import Criterion, DayKind
from addons.pricing.services import propose
from addons.professionals.models import CoverageLine, State
from addons.zones.models import Zone, ZoneLine


def told(proposal):
    return [(line.label, line.amount_ht) for line in proposal.lines]


@pytest.mark.rule("CGV-6.8")
def test_every_rule_that_holds_adds_its_amount(lead, rule, plumbing):
    base = rule("25.00", trade=plumbing, public=True)
    urgent = rule("10.00", criterion=Criterion.URGENCY, urgency=Urgency.TODAY)
    rule("99.00", criterion=Criterion.URGENCY, urgency=Urgency.IMMEDIATE)
    proposal = propose(lead())
    assert told(proposal) == [(base.label, Decimal("25.00")), (urgent.label, Decimal("10.00"))]
    assert [line.public for line in proposal.lines] == [True, False]
    assert proposal.total_ht == Decimal("35.00")


@pytest.fixture
def conditions(db, operator, plumbing, locks, leak, nimes, stored):
    """By name: a condition that the request meets, and one that it does not."""
    other = stored(Need, code="essai-autre", trade_id=plumbing.id, values={"label": "Autre"})
    here, away = Zone(name="Ici", operator=operator), Zone(name="Ailleurs", operator=operator)
    db.add_all([here, away, ZoneLine(zone=here, commune=nimes, operator=operator)])
    db.flush()
    return {
        "trade": ({"trade": plumbing}, {"trade": locks}),
        "need": ({"need": leak}, {"need": other}),
        "zone": ({"zone": here}, {"zone": away}),
        "urgency": ({"urgency": Urgency.TODAY}, {"urgency": Urgency.WEEK}),
        "day": ({"day_kind": DayKind.WORKING}, {"day_kind": DayKind.WEEKEND}),
        "hour": ({"from_hour": 15, "to_hour": 16}, {"from_hour": 16, "to_hour": 15}),
        "complexity": ({"complexity_from": 2}, {"complexity_from": 3}),
        "intent": ({"intent_from": 4}, {"intent_from": 5}),
        "competitors_to": ({"competitors_to": 1}, {"competitors_to": 0}),
        "competitors_from": ({"competitors_from": 1}, {"competitors_from": 2}),
        "active": ({"active": True}, {"active": False}),
        "valid_from": ({"valid_from": date(2026, 11, 18)}, {"valid_from": date(2026, 11, 19)}),
        "valid_to": ({"valid_to": date(2026, 11, 18)}, {"valid_to": date(2026, 11, 17)}),
    }


@pytest.mark.rule("CGV-6.8")
@pytest.mark.rule("CGV-6.10")
@pytest.mark.rule("CGV-6.17")
@pytest.mark.parametrize(
    "name",
    [
        "trade", "need", "zone", "urgency", "day", "hour", "complexity", "intent", "competitors_to",
        "competitors_from", "active", "valid_from", "valid_to",
    ],
)  # fmt: skip
def test_each_condition_decides_alone(lead, rule, competitor, conditions, name):
    competitor()
    met, unmet = conditions[name]
    holding = rule("12.00", **met)
    rule("50.00", **unmet)
    assert told(propose(lead())) == [(holding.label, Decimal("12.00"))]


@pytest.mark.rule("CGV-6.9")
@pytest.mark.parametrize("number", [0, 1, 3])
def test_competition_counts_who_covers_the_spot(lead, competitor, number):
    for _ in range(number):
        competitor()
    assert propose(lead()).circumstances.competitors == number


@pytest.mark.rule("CGV-6.9")
def test_competition_counts_nobody_else(lead, competitor, operator, other_operator, gard, locks):
    competitor()
    competitor(state=State.SUSPENDED)
    competitor(trades=[locks], main_trade=locks)
    competitor(coverage=[CoverageLine(operator=operator, department=gard, validated=False)])
    competitor(coverage=[CoverageLine(operator=operator, postal_code="34000", validated=True)])
    competitor(operator=other_operator)
    assert propose(lead()).circumstances.competitors == 1


@pytest.mark.rule("CGV-6.12")
def test_a_sum_outside_the_bounds_is_brought_back_by_a_line_of_its_own(lead, rule, plumbing):
    low = rule("-5.00")
    assert told(propose(lead())) == [(low.label, Decimal("-5.00")), (RAISED, Decimal("6.00"))]
    high = rule("2500.00")
    lines = propose(lead()).lines
    assert told(propose(lead()))[2] == (LOWERED, Decimal("-496.00"))
    assert (lines[2].public, lines[2].rule) == (False, None)
    assert propose(lead()).total_ht == Decimal("1999.00")
    assert high.amount_ht == Decimal("2500.00")


@pytest.mark.rule("CGV-6.8")
def test_what_no_rule_asks_may_stay_unknown(lead, rule):
    rule("30.00")
    assert propose(lead(intent=None, complexity=None, need=None, urgency=None)).total_ht == Decimal("30.00")


@pytest.mark.rule("CGV-6.8")
@pytest.mark.rule("CGV-6.17")
def test_what_a_rule_asks_must_be_known(lead, rule):
    rule("30.00", intent_from=3)
    with pytest.raises(errors.FactorsMissing) as refusal:
        propose(lead(intent=None))
    assert refusal.value.values == {"missing": "Intention du client"}


@pytest.mark.rule("CGV-6.9")
def test_a_place_is_always_asked(lead):
    with pytest.raises(errors.FactorsMissing):
        propose(lead(commune=None, postal_code=None))


@pytest.mark.rule("CGV-6.13")
def test_without_terms_in_force_nothing_has_a_price(lead, terms, clock):
    made = lead()
    clock.set(terms.effective_at - timedelta(seconds=1))
    with pytest.raises(NoTermsInForce):
        propose(made)


@pytest.mark.rule("CGV-6.10")
def test_a_request_of_a_july_evening_is_priced_at_night(lead, rule):
    night = rule("15.00", criterion=Criterion.HOUR, from_hour=20, to_hour=8)
    found = propose(lead(requested_at=datetime(2026, 7, 15, 18, 30, tzinfo=UTC)))
    assert told(found) == [(night.label, Decimal("15.00"))]
    assert found.circumstances.night


@pytest.mark.parametrize(
    ("conditions", "refusal"),
    [
        ({"from_hour": 8}, errors.HoursIncomplete),
        ({"to_hour": 8}, errors.HoursIncomplete),
        ({"from_hour": 8, "to_hour": 8}, errors.HoursIncomplete),
        ({"competitors_from": 3, "competitors_to": 2}, errors.CompetitorsReversed),
    ],
)
def test_a_rule_that_could_never_hold_is_refused(rule, conditions, refusal):
    with pytest.raises(refusal):
        rule("10.00", **conditions).check()


def test_a_need_of_another_trade_is_refused(rule, leak, locks):
    with pytest.raises(errors.NeedOfAnotherTrade):
        rule("10.00", need=leak, trade=locks).check()
