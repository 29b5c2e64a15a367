"""The demonstration: believable, complete, the same at each load."""

import re

import pytest
from sqlalchemy import func, select
from stdnum import luhn

from addons.base import demo as people
from addons.base.models import StaffProfile
from addons.base.roles import ROLES
from addons.legal import demo as terms
from addons.professionals import demo
from addons.professionals.models import Professional, Sanction, State
from addons.professionals.roles import PROFESSIONAL
from addons.zones import demo as zones
from addons.zones.models import Zone
from app.access.accounts import Role, User
from app.addons import discover, ordered
from app.database import commit
from app.models.data import load_addons


@pytest.fixture
def loaded(db, system, rules):
    load_addons(ordered(discover()))
    known = set(db.scalars(select(Role.name)))
    db.add_all(Role(name=role.code) for role in (*ROLES, PROFESSIONAL) if role.code not in known)
    db.flush()
    for part in (people, terms, zones, demo):
        part.load()
    commit()


def test_the_demonstration_shows_every_state_and_every_role(db, loaded):
    counted = dict(db.execute(select(Professional.state, func.count()).group_by(Professional.state)).all())
    assert counted == demo.POPULATION
    assert set(counted) == set(State)
    assert db.scalar(select(func.count(Sanction.id))) == 5
    assert db.scalar(select(func.count(Zone.id))) == 5

    roles = {user.username: {role.name for role in user.roles} for user in db.scalars(select(User))}
    assert {"ADMIN"} <= roles["admin"]
    assert roles["solo"] == {role.code for role in ROLES}
    operators = (
        select(func.count(StaffProfile.id)).join(User, User.id == StaffProfile.user_id).where(User.username == "deux")
    )
    assert db.scalar(operators) == 2
    assert {login.username for login in people.LOGINS} <= roles.keys()

    for professional in db.scalars(select(Professional)):
        professional.check()
        assert luhn.is_valid(professional.siren)
        assert re.fullmatch(r"\+33(19900|63998)\d{4}", professional.phone)
        assert professional.email.endswith("@example.org")
        assert re.fullmatch(r"PRO-\d{6}", professional.reference)
