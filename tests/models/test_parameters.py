"""Business parameters: bounded, dated, one set of values per operator."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from app.i18n import _l
from app.models.clock import frozen
from app.models.kinds import ChoiceKind, Count, Flag, InvalidValue, MoneyKind
from app.models.parameters import Parameter, ParameterBackdated, set_value, value
from tests.models.specimens import Size

NOTICE = Parameter("notice_days", _l("Préavis"), Count(0, 90), 15, source="CGV-22.a", zero_warning=_l("Sans préavis."))
BOUNDS = Decimal("1.00"), Decimal("1999.00")
PRICE = Parameter("price_max_ht", _l("Prix maximal HT"), MoneyKind(*BOUNDS), BOUNDS[1], source="CGV-6")
OPEN = Parameter("selling_enabled", _l("Vente ouverte"), Flag(), False, source="DEC-34")
SIZE = Parameter("size", _l("Taille"), ChoiceKind(Size), Size.SMALL, source="DEC-1")

START = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with frozen(START) as clock:
        yield clock


def test_the_default_holds_until_a_value_is_set(db, system):
    assert value(NOTICE, 1) == 15


def test_a_value_holds_from_its_date_and_the_past_keeps_its_own(db, system):
    set_value(NOTICE, 1, 30, valid_from=START + timedelta(days=10))
    assert value(NOTICE, 1) == 15
    assert value(NOTICE, 1, START + timedelta(days=10)) == 30
    assert value(NOTICE, 1, START + timedelta(days=10) - timedelta(seconds=1)) == 15


def test_each_operator_has_its_values(db, system):
    set_value(NOTICE, 1, 30)
    assert (value(NOTICE, 1), value(NOTICE, 2)) == (30, 15)


@pytest.mark.parametrize(("parameter", "new"), [(PRICE, Decimal("49.90")), (OPEN, True), (SIZE, Size.LARGE)])
def test_a_value_keeps_its_type(db, system, parameter, new):
    set_value(parameter, 1, new)
    found = value(parameter, 1)
    assert found == new
    assert type(found) is type(new)


@pytest.mark.parametrize(
    ("parameter", "wrong"), [(NOTICE, 91), (NOTICE, -1), (PRICE, Decimal("0.99")), (PRICE, Decimal("1999.01"))]
)
def test_a_value_outside_its_bounds_is_refused(db, system, parameter, wrong):
    with pytest.raises(InvalidValue):
        set_value(parameter, 1, wrong)
    assert value(parameter, 1) == parameter.default


def test_a_default_outside_the_bounds_cannot_be_declared():
    with pytest.raises(InvalidValue):
        Parameter("wrong", "", Count(1, 5), 0, source="")


def test_zero_is_accepted_with_a_warning_where_it_may_be(db, system):
    assert [str(warning) for warning in set_value(NOTICE, 1, 0)] == ["Sans préavis."]
    assert set_value(NOTICE, 1, 1, valid_from=START + timedelta(days=1)) == []
    assert value(NOTICE, 1) == 0


def test_the_past_is_not_decided_again(db, system):
    with pytest.raises(ParameterBackdated):
        set_value(NOTICE, 1, 30, valid_from=START - timedelta(seconds=1))


def test_a_value_dated_at_the_same_instant_is_replaced(db, system):
    set_value(NOTICE, 1, 30)
    set_value(NOTICE, 1, 20)
    assert value(NOTICE, 1) == 20


def test_all_parameters_of_an_operator_cost_one_statement_per_transaction(db, system, count_queries):
    db.connection()
    with count_queries() as queries:
        for parameter in (NOTICE, PRICE, OPEN, SIZE):
            value(parameter, 1)
    assert len(queries) == 1
    db.rollback()
    with count_queries() as queries:
        value(NOTICE, 1)
    assert len([sent for sent in queries.sent if "parameter_value" in sent]) == 1


def test_a_value_undone_is_no_longer_in_force(db, system):
    savepoint = db.begin_nested()
    set_value(NOTICE, 1, 30)
    assert value(NOTICE, 1) == 30
    savepoint.rollback()
    assert value(NOTICE, 1) == 15
