"""What ``relais upgrade`` writes of roles, when add-ons are switched off, back on, or gone."""

import pytest
from sqlalchemy import func, insert, select

from app.access import synchronise
from app.access.accounts import Role, User, permission_roles, user_roles
from app.access.rules import Rules
from app.database import session
from app.kernel import Kernel
from tests.access import filing
from tests.access.filing.roles import CLERK, ROLES


@pytest.fixture
def upgrade(app, db, system, settings):
    """``upgrade(known, active)``: write the roles of an installation that knows these add-ons."""
    own = app.extensions["relais"].addons

    def run(*, known=True, active=True):
        addons = (*own, filing.addon) if known else own
        running = (*own, filing.addon) if active else own
        synchronise.permissions(Kernel(settings, addons, running, Rules.collect(running)))

    return run


@pytest.fixture
def clerk(upgrade):
    upgrade()
    user = User(username="classeur", first_name="Ada", last_name="Essai", email="ada@example.org", active=True)
    session.add(user)
    session.flush()
    role_id = session.scalar(select(Role.id).where(Role.name == CLERK.code))
    session().connection().execute(insert(user_roles).values(user_id=user.id, role_id=role_id))
    return user


def roles_of(user):
    held = select(Role.name).join(user_roles, user_roles.c.role_id == Role.id).where(user_roles.c.user_id == user.id)
    return session.scalars(held).all()


def permissions_of_clerks():
    held = select(func.count()).select_from(permission_roles).join(Role, Role.id == permission_roles.c.role_id)
    return session.scalar(held.where(Role.name == CLERK.code))


def test_an_account_keeps_the_role_of_an_addon_switched_off(upgrade, clerk):
    before = permissions_of_clerks()
    assert before > 0
    upgrade(active=False)
    assert roles_of(clerk) == [CLERK.code]
    assert permissions_of_clerks() == 0
    upgrade()
    assert roles_of(clerk) == [CLERK.code]
    assert permissions_of_clerks() == before


def test_a_role_nobody_declares_any_more_is_taken_away(upgrade, clerk):
    upgrade(known=False, active=False)
    assert roles_of(clerk) == []
    assert session.scalars(select(Role.name).where(Role.name.in_([role.code for role in ROLES]))).all() == []
