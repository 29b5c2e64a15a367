"""The throw-away add-on ``demo`` served over HTTP."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from app.access.grants import Audience
from app.access.identity import Account
from app.models import clock
from tests.screens.demo import addon
from tests.screens.demo.models import Place, State, Studio, Trade
from tests.support.throw_away import add_to, application_with, create_tables, everybody

NOON = datetime(2026, 11, 21, 11, 0, tzinfo=UTC)
CLERK = Account(1, "clerk", "Amélie", "Roche", "amelie@example.org", frozenset({"demo_clerk"}), Audience.STAFF)
ACCOUNTS = {
    "clerk": CLERK,
    "reader": replace(CLERK, id=2, username="reader", email="reader@example.org", roles=frozenset({"demo_reader"})),
    "stranger": replace(
        CLERK, id=3, username="stranger", email="stranger@example.org", roles=frozenset({"demo_stranger"})
    ),
}


@pytest.fixture(scope="session")
def demo_app(settings, owner):
    create_tables(addon, owner)
    return application_with(addon, settings)


@pytest.fixture
def site(demo_app, db):
    """A client of the application at noon."""
    with clock.frozen(NOON):
        yield everybody(demo_app, ACCOUNTS)


@pytest.fixture
def stock(db, demo_app):
    """Adds records as the system and commits; returns their ids."""
    return add_to(demo_app)


@pytest.fixture
def studios(stock):
    """Five studios of two towns; ids by reference."""
    nimes, sete = Place(name="Nîmes"), Place(name="Sète")
    made = [
        _studio("A-1", nimes, State.NEW, Trade.LOCKS, rent_ht=Decimal("1234.50")),
        _studio("A-2", nimes, State.OPEN, Trade.LOCKS, rent_ht=Decimal("10.00"), staff=3),
        _studio("A-3", sete, State.NEW, Trade.PLUMBING, seen_at=datetime(2026, 11, 21, 10, 48, tzinfo=UTC)),
        _studio("A-4", sete, State.CLOSED, None, phone="+33199000001", opened_on=date(2024, 2, 29)),
        _studio("A-5", None, State.PAUSED, Trade.HEATING, name="L’atelier <b>d’Étienne</b>"),
    ]
    ids = stock(*made)
    return dict(zip(("A-1", "A-2", "A-3", "A-4", "A-5"), ids, strict=True))


def _studio(reference, town, state, trade, name="Atelier", **values):
    return Studio(reference=reference, town=town, state=state, trade=trade, name=name, secret="0000", **values)
