"""Staff: mandates, training, and the operators of a person."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from addons.base.errors import MandateMissing, MandateReversed
from addons.base.models import StaffKind, StaffProfile
from addons.base.roles import AGENT, OPERATORS
from app.access.accounts import User
from app.models.clock import frozen

TODAY = date(2026, 11, 21)


@pytest.mark.rule("CGV-3.3")
def test_a_contractor_works_until_the_last_day_of_the_mandate():
    profile = StaffProfile(kind=StaffKind.CONTRACTOR, mandate_from=date(2026, 1, 1), mandate_to=TODAY)
    assert profile.works_on(TODAY)
    assert not profile.works_on(date(2026, 11, 22))
    assert not profile.works_on(date(2025, 12, 31))


@pytest.mark.rule("CGV-3.3")
def test_a_contractor_without_mandate_is_refused():
    profile = StaffProfile(kind=StaffKind.CONTRACTOR)
    with pytest.raises(MandateMissing):
        profile.check()
    assert not profile.works_on(TODAY)
    StaffProfile(kind=StaffKind.EMPLOYEE).check()


@pytest.mark.rule("CGV-3.3")
def test_a_mandate_does_not_end_before_it_starts():
    profile = StaffProfile(kind=StaffKind.CONTRACTOR, mandate_from=TODAY, mandate_to=date(2026, 11, 20))
    with pytest.raises(MandateReversed):
        profile.check()
    profile.mandate_to = TODAY
    profile.check()


@pytest.mark.rule("CGV-3.5")
@pytest.mark.parametrize(
    ("of_the_trade", "trained_on", "expected"),
    [(True, None, True), (False, None, False), (False, date(2026, 11, 22), False), (False, TODAY, True)],
)
def test_who_is_not_of_the_trade_is_trained_before_qualifying(of_the_trade, trained_on, expected):
    profile = StaffProfile(is_trade_professional=of_the_trade, internal_training_on=trained_on)
    assert profile.may_qualify(TODAY) is expected


def operators_of(db, user_id):
    return db.execute(select(OPERATORS.select).select_from(User).where(User.id == user_id)).scalar_one()


def test_a_person_of_two_operators_has_both_the_default_one_first(db, account, operator, other_operator):
    person = account(AGENT)
    db.add(StaffProfile(user_id=person.id, operator=other_operator, kind=StaffKind.EMPLOYEE, is_default=True))
    db.flush()
    assert operators_of(db, person.id) == [other_operator.id, operator.id]


@pytest.mark.rule("CGV-3.3")
def test_a_contractor_has_no_operator_left_the_day_after_the_mandate(db, account, operator):
    person = account(AGENT)
    profile = db.scalar(select(StaffProfile).where(StaffProfile.user_id == person.id))
    profile.kind, profile.mandate_from, profile.mandate_to = StaffKind.CONTRACTOR, date(2026, 1, 1), TODAY
    db.flush()
    with frozen(datetime(2026, 11, 21, 22, 59, 59, tzinfo=UTC)):  # 23:59:59 in Paris
        assert operators_of(db, person.id) == [operator.id]
    with frozen(datetime(2026, 11, 21, 23, 0, tzinfo=UTC)):  # midnight in Paris
        assert operators_of(db, person.id) is None
