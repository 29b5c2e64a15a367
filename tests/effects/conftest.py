"""An application with the probe add-on alone, and the tools to run effects step by step."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import database
from app.database import session
from app.effects.delivery import claim, deliver
from app.effects.models import OutboxRow
from tests.effects.application import build
from tests.effects.probe.models import Mark

LEASE = timedelta(seconds=30)


@pytest.fixture
def db(db, system):
    """The session, with the probe's table."""
    Mark.__table__.create(session().connection(), checkfirst=True)
    database.commit()
    return db


@pytest.fixture(scope="session")
def app(settings):
    """The application of the probe alone."""
    return build(settings)


@pytest.fixture
def carry_out(app, db, system):
    """Claim what is due and carry it out here; returns how many rows were claimed."""

    def run() -> int:
        taken = claim(100, LEASE)
        with app.app_context():
            for row_id in taken:
                deliver(row_id, LEASE)
        return len(taken)

    return run


@pytest.fixture
def rows(app, db, system):
    """Every row of the outbox as it is now, oldest first."""

    def read() -> list[OutboxRow]:
        session.expire_all()
        return list(session.scalars(select(OutboxRow).order_by(OutboxRow.id)))

    return read
