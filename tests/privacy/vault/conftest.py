"""An application with the companies and the throw-away add-on alone, two operators, and one invented person."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, select

from addons.base import addon as base
from addons.base.models import Operator, StaffKind, StaffProfile
from app import create_app
from app.access.accounts import User
from app.access.grants import Audience
from app.access.identity import Account, System, acting_as
from app.database import commit, session
from app.effects.delivery import claim, deliver
from app.privacy.vault import Person
from tests.privacy.vault.desk import addon
from tests.support.people import new_account
from tests.support.throw_away import create_tables, everybody

#: No word of it appears anywhere else: found in a log or a page, it came out of the vault.
CANARY = {
    "civility": "Mme",
    "first_name": "Philomène",
    "last_name": "Zwykanari",
    "phone": "06 39 98 47 61",
    "second_phone": "01 99 00 47 62",
    "email": "Zwykanari.Perso@example.org",
    "street": "12 bis rue du Perroquet",
    "floor": "3e gauche",
    "access": "digicode 47B61",
}
TRACES = ("zwykanari", "philom", "3998476", "39 98 47", "99004762", "perroquet", "47b61", "3e gauche")


@pytest.fixture(scope="session")
def vault_app(settings, owner):
    found = create_app(settings, addons=(base, addon))
    found.testing = True
    create_tables(addon, owner)
    return found


@pytest.fixture
def vault(vault_app, db, system):
    """The session, acting as the system, inside the application."""
    with vault_app.app_context():
        yield db


@pytest.fixture
def keys(settings):
    """The database of keys, under the login that the application has."""
    engine = create_engine(settings.keys_url)
    yield engine
    engine.dispose()


@pytest.fixture
def operators(vault):
    """Two companies: their ids."""
    made = [Operator(code=f"coffre-{n}", legal_name="Essai", brand_name=f"Essai {n}") for n in (1, 2)]
    session.add_all(made)
    session.flush()
    found = [each.id for each in made]
    commit()
    return found


@pytest.fixture
def canary():
    return Person(**CANARY)


@pytest.fixture
def people(vault, operators):
    """An account per role at the first company, an agent at the second."""
    found = {}
    for name, role, operator in (
        ("agent", "AGENT", operators[0]),
        ("admin", "ADMIN", operators[0]),
        ("accountant", "ACCOUNTANT", operators[0]),
        ("stranger", "AGENT", operators[1]),
    ):
        username = new_account(role)
        user = session.scalar(select(User).where(User.username == username))
        session.add(StaffProfile(user_id=user.id, operator_id=operator, kind=StaffKind.EMPLOYEE))
        found[name] = Account(
            user.id, username, "Camille", "Essai", user.email, frozenset({role}), Audience.STAFF, operator, (operator,)
        )
    commit()
    return {name: replace(account, facts={"operator_ids": account.operator_ids}) for name, account in found.items()}


@pytest.fixture
def browser(vault_app, people):
    """A client of the application; the header X-Account says who asks, the agent by default."""
    with acting_as(None):
        return everybody(vault_app, people)


@pytest.fixture
def carry_out(vault_app):
    """Carry out what waits in the outbox; returns how many effects there were."""

    def run() -> int:
        lease = timedelta(seconds=30)
        with acting_as(System("test")):
            taken = claim(100, lease)
            for row_id in taken:
                deliver(row_id, lease)
        return len(taken)

    return run
