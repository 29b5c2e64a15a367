"""A qualified request of Nîmes, terms from 1 € to 1 999 €, and rules to price it with."""

from datetime import UTC, datetime
from decimal import Decimal
from itertools import count

import pytest

from addons.base.models import Site
from addons.leads.models import Lead, Need, State, Urgency
from addons.legal.models import LegalVersion, VersionState
from addons.pricing.models import Criterion, PricingRule
from addons.professionals.models import CoverageLine, Professional
from addons.professionals.models import State as ProfessionalState
from app.models.clock import frozen

#: A Wednesday of November, 15:00 in Paris.
NOW = datetime(2026, 11, 18, 14, 0, tzinfo=UTC)
_numbers = count(1)


@pytest.fixture
def clock():
    """15:00 in Paris, Wednesday 18 November 2026; the test may move it."""
    with frozen(NOW) as clock:
        yield clock


@pytest.fixture
def terms(db, system, clock, operator):
    """The terms in force: prices from 1 € to 1 999 €."""
    version = LegalVersion(
        operator=operator,
        number=1,
        heading="CGV",
        body="Texte d’essai.",
        sha256="a" * 64,
        price_min_ht=Decimal("1.00"),
        price_max_ht=Decimal("1999.00"),
        published_at=datetime(2026, 1, 1, tzinfo=UTC),
        effective_at=datetime(2026, 1, 1, tzinfo=UTC),
        state=VersionState.IN_FORCE,
    )
    db.add(version)
    db.flush()
    return version


@pytest.fixture
def leak(stored, plumbing):
    """A leak: what a plumber is called for."""
    return stored(Need, code="essai-fuite", trade_id=plumbing.id, values={"label": "Fuite d’eau"})


@pytest.fixture
def lead(db, terms, operator, plumbing, leak, nimes, stored):
    """``lead(urgency=Urgency.WEEK)``: a qualified request, but for what is given."""
    site = stored(Site, host="essai.example.org")

    def make(**changes):
        values = {
            "operator": operator,
            "site": site,
            "trade": plumbing,
            "need": leak,
            "urgency": Urgency.TODAY,
            "complexity": 2,
            "intent": 4,
            "commune": nimes,
            "postal_code": "30000",
            "requested_at": NOW,
            "state": State.QUALIFIED,
        }
        made = Lead(**values | changes)
        db.add(made)
        db.flush()
        return made

    return make


@pytest.fixture
def rule(db, terms, operator):
    """``rule("29.90", criterion=Criterion.BASE)``: a rule in force, without any other condition than those given."""

    def make(amount, **conditions):
        values = {"operator": operator, "label": f"Règle {next(_numbers)}", "criterion": Criterion.BASE}
        made = PricingRule(**values | {"amount_ht": Decimal(amount)} | conditions)
        db.add(made)
        db.flush()
        return made

    return make


@pytest.fixture
def competitor(db, terms, operator, plumbing, gard):
    """``competitor(state=…)``: a professional of the trade who covers the Gard, but for what is given."""

    def make(**changes):
        values = {
            "operator": operator,
            "business_name": f"Plomberie {next(_numbers)}",
            "trades": [plumbing],
            "main_trade": plumbing,
            "state": ProfessionalState.VALIDATED,
            "coverage": [CoverageLine(operator=operator, department=gard, validated=True)],
        }
        made = Professional(**values | changes)
        db.add(made)
        db.flush()
        return made

    return make
