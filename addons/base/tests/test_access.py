"""Who reads and writes operators, sites, trades and staff (matrix of roles)."""

import pytest
from sqlalchemy import select

from addons.base.models import Operator, StaffProfile
from addons.base.roles import ACCOUNTANT, ADMIN, AGENT, DPO, MANAGER
from app.errors import Forbidden


@pytest.mark.rule("CGV-0.2")
@pytest.mark.parametrize(
    ("role", "may_write"), [(ADMIN, True), (MANAGER, True), (AGENT, False), (ACCOUNTANT, False), (DPO, False)]
)
def test_only_administrators_and_managers_edit_an_operator(db, acting, account, operator, role, may_write):
    person = account(role)
    with acting(person):
        found = db.scalar(select(Operator).where(Operator.id == person.operator_id))
        found.platform_name = "Plateforme"
        if may_write:
            db.flush()
        else:
            with pytest.raises(Forbidden):
                db.flush()
            db.rollback()


@pytest.mark.parametrize("role", [MANAGER, AGENT, ACCOUNTANT, DPO])
def test_people_see_their_own_operators_alone(db, acting, account, other_operator, role):
    person = account(role)
    with acting(person):
        assert db.scalars(select(Operator.id)).all() == [person.operator_id]


def test_an_agent_sees_only_his_own_profile(db, acting, account):
    account(MANAGER)
    person = account(AGENT)
    with acting(person):
        assert db.scalars(select(StaffProfile.user_id)).all() == [person.id]


def test_a_manager_sees_colleagues_but_nobody_of_another_operator(db, acting, account, other_operator):
    colleague, stranger, person = account(AGENT), account(AGENT, of=other_operator), account(MANAGER)
    with acting(person):
        seen = set(db.scalars(select(StaffProfile.user_id)))
    assert {colleague.id, person.id} <= seen
    assert stranger.id not in seen
