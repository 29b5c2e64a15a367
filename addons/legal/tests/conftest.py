"""A company that may publish terms, and a clock to move."""

from datetime import UTC, datetime

import pytest

from addons.legal.services import draft_from_model
from app.models.clock import frozen

NOW = datetime(2026, 11, 21, 11, 0, tzinfo=UTC)


@pytest.fixture
def clock():
    """Noon in Paris, 21 November 2026; the test may move it."""
    with frozen(NOW) as clock:
        yield clock


@pytest.fixture
def seller(db, system, operator):
    """The operator of the tests, with every mention its terms print."""
    operator.legal_name, operator.legal_form, operator.platform_name = "Société d’essai", "SASU", "Essai Pro"
    operator.siren, operator.rcs_city = "732829320", "Nîmes"
    operator.street, operator.postal_code, operator.city = "1 rue de l’Essai", "30000", "Nîmes"
    operator.contact_email = "contact@example.org"
    db.flush()
    return operator


@pytest.fixture
def draft(db, seller, clock):
    """``draft(price_max_ht=…)``: a draft of the model text, changed as its form would."""

    def make(**changes):
        version = draft_from_model(seller)
        for name, value in changes.items():
            setattr(version, name, value)
        version.check()
        db.flush()
        return version

    return make
