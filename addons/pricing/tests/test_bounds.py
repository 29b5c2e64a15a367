"""Between the bounds of the terms in force, to the cent."""

from decimal import Decimal
from random import Random

import pytest

from addons.leads.models import Urgency
from addons.pricing.errors import PriceOutOfBounds
from addons.pricing.grid import Circumstances, Tariff, itemise, sum_ht
from addons.pricing.models import Criterion, DayKind
from addons.pricing.services import check_bounds
from app.models.kinds import InvalidValue, MoneyKind


@pytest.mark.rule("CGV-6.12")
@pytest.mark.rule("DEC-26")
@pytest.mark.parametrize("price", ["1.00", "1999.00", "12.5", "29.90"])
def test_prices_between_the_bounds_are_accepted(terms, price):
    check_bounds(Decimal(price), terms)


@pytest.mark.rule("CGV-6.12")
@pytest.mark.rule("DEC-26")
@pytest.mark.parametrize("price", ["0.99", "1999.01", "1.005", "0", "-1", "NaN", "Infinity"])
def test_other_prices_are_refused_with_the_bounds(terms, price):
    with pytest.raises(PriceOutOfBounds) as refusal:
        check_bounds(Decimal(price), terms, field="final_ht")
    said = refusal.value.fields["final_ht"].replace("\u202f", " ").replace("\xa0", " ")
    assert said == "Le tarif doit être compris entre 1,00 € et 1 999,00 € HT."


@pytest.mark.rule("CGV-6.12")
def test_a_comma_is_read_and_words_are_not():
    assert MoneyKind().parse("12,50") == Decimal("12.50")
    for typed in ("", "abc", "1.005", "1,005"):
        with pytest.raises(InvalidValue):
            MoneyKind().parse(typed)


@pytest.mark.rule("CGV-6.13")
@pytest.mark.rule("DEC-60")
def test_the_bounds_are_those_of_the_version_in_force(terms):
    terms.price_max_ht = Decimal("2500.00")
    check_bounds(Decimal("2000.00"), terms)


@pytest.mark.rule("CGV-6.8")
@pytest.mark.rule("CGV-6.12")
@pytest.mark.parametrize("seed", range(200))
def test_lines_always_sum_to_a_price_within_the_bounds(seed):
    draw = Random(seed)  # the same grids at each run, nothing secret
    low, high = Decimal(draw.randint(1, 5000)) / 100, Decimal(draw.randint(5000, 199_900)) / 100
    found = Circumstances(
        trade=1,
        need=draw.choice((None, 1, 2)),
        zones=tuple(draw.sample(range(1, 6), draw.randint(0, 3))),
        urgency=draw.choice(list(Urgency)),
        day=draw.choice(list(DayKind)),
        hour=draw.randrange(24),
        night=False,
        complexity=draw.randint(1, 5),
        intent=draw.randint(1, 5),
        competitors=draw.randint(0, 20),
    )
    tariffs = [_tariff(draw, number) for number in range(draw.randint(0, 12))]
    lines = itemise(tariffs, found, low, high)
    assert low <= sum_ht(lines) <= high
    assert [line.rule for line in lines if line.rule is not None] == [
        each.rule for each in tariffs if each.holds(found)
    ]
    outside = not low <= sum((each.amount_ht for each in tariffs if each.holds(found)), Decimal(0)) <= high
    assert any(line.criterion is Criterion.OVERRIDE for line in lines) == outside


def _tariff(draw: Random, number: int) -> Tariff:
    hours = draw.choice(((None, None), (8, 20), (20, 8)))
    return Tariff(
        rule=number,
        criterion=Criterion.BASE,
        label=f"Règle {number}",
        amount_ht=Decimal(draw.randint(-20_000, 60_000)) / 100,
        public=draw.random() < 0.5,
        trade=draw.choice((None, 1, 2)),
        need=draw.choice((None, 1)),
        zone=draw.choice((None, None, 1, 2)),
        urgency=draw.choice((None, *Urgency)),
        day=draw.choice((None, *DayKind)),
        from_hour=hours[0],
        to_hour=hours[1],
        complexity_from=draw.choice((None, 3)),
        intent_from=draw.choice((None, 3)),
        competitors_to=draw.choice((None, 5)),
        competitors_from=draw.choice((None, 2)),
    )
