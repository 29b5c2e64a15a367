"""The throw-away add-on ``trial`` served over HTTP."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.access.grants import Audience
from app.access.identity import Account, System, acting_as
from app.database import session
from tests.screens.trial import addon
from tests.screens.trial.models import Town, Workshop
from tests.support.throw_away import add_to, application_with, create_tables, everybody

CLERK = Account(1, "clerk", "Ana", "Comptoir", "ana@example.org", frozenset({"trial_clerk"}), Audience.STAFF)
ACCOUNTS = {
    "clerk": CLERK,
    "other": replace(CLERK, id=2, username="other", email="luc@example.org", first_name="Luc", last_name="Second"),
    "reader": replace(CLERK, id=3, username="reader", email="reader@example.org", roles=frozenset({"trial_reader"})),
    "stranger": replace(
        CLERK, id=4, username="stranger", email="stranger@example.org", roles=frozenset({"trial_stranger"})
    ),
}


@pytest.fixture(scope="session")
def trial_app(settings, owner):
    create_tables(addon, owner)
    return application_with(addon, settings)


@pytest.fixture
def site(trial_app, db):
    """A client of the application."""
    return everybody(trial_app, ACCOUNTS)


@pytest.fixture
def stock(db, trial_app):
    """Adds records as the system and commits; returns their ids."""
    return add_to(trial_app)


@pytest.fixture
def town(stock):
    return stock(Town(name="Lyon", postal_code="69001"))[0]


@pytest.fixture
def workshop(stock):
    return stock(Workshop(reference="AT-1", name="Atelier des Lilas", trade="plumbing"))[0]


@pytest.fixture
def typed(town):
    """What a person types to create a workshop."""
    return {
        "reference": "AT-9",
        "name": "Atelier neuf",
        "trade": "locks",
        "size": "small",
        "staff": "3",
        "town": str(town),
        "postal_code": "69001",
    }


@pytest.fixture
def found(db, trial_app):
    """Reads the workshop of a reference with its lines, as the system."""

    def one(reference: str) -> Workshop | None:
        with trial_app.app_context(), acting_as(System("test")):
            session.remove()
            whole = selectinload(Workshop.skills), selectinload(Workshop.visits)
            return session.scalar(select(Workshop).where(Workshop.reference == reference).options(*whole))

    return one
