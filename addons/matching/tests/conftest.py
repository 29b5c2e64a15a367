"""A priced request of Nîmes, and a plumber whom nothing keeps from it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count

import pytest

from addons.base.models import Site
from addons.leads.models import Lead, Need, State, Urgency
from addons.legal.models import LegalVersion, VersionState
from addons.professionals.models import (
    Acceptance,
    CoverageLine,
    Document,
    DocumentKind,
    Professional,
    Strength,
    Verdict,
)
from addons.professionals.models import State as ProfessionalState
from app.models.clock import frozen

#: 15:00 in Paris, Wednesday 18 November 2026.
NOW = datetime(2026, 11, 18, 14, 0, tzinfo=UTC)
TODAY = date(2026, 11, 18)
_numbers = count(1)


@pytest.fixture
def clock():
    """15:00 in Paris, Wednesday 18 November 2026; the test may move it."""
    with frozen(NOW) as clock:
        yield clock


@pytest.fixture
def version(db, system, clock, operator):
    """``version(1)``: terms of that number, in force or not."""

    def make(number, state=VersionState.IN_FORCE, effective_at=datetime(2026, 1, 1, tzinfo=UTC)):
        made = LegalVersion(
            operator=operator,
            number=number,
            heading="CGV",
            body="Texte d’essai.",
            sha256="a" * 64,
            price_min_ht=Decimal("1.00"),
            price_max_ht=Decimal("1999.00"),
            effective_at=effective_at,
            state=state,
        )
        db.add(made)
        db.flush()
        return made

    return make


@pytest.fixture
def terms(version):
    """The terms in force."""
    return version(1)


@pytest.fixture
def leak(stored, plumbing):
    """A leak: what a plumber is called for."""
    return stored(Need, code="essai-fuite", trade_id=plumbing.id, values={"label": "Fuite d’eau"})


@pytest.fixture
def lead(db, terms, operator, plumbing, leak, nimes, stored):
    """``lead(state=State.PRICED)``: a request that may be published, but for what is given."""
    site = stored(Site, host="essai.example.org")

    def make(**changes):
        values = {
            "operator": operator,
            "site": site,
            "trade": plumbing,
            "need": leak,
            "urgency": Urgency.IMMEDIATE,
            "complexity": 2,
            "intent": 4,
            "commune": nimes,
            "postal_code": "30000",
            "requested_at": NOW,
            "transfer_notice_at": NOW,
            "price_ht": Decimal("29.90"),
            "reference": f"DI-2026-{next(_numbers):06d}",
            "state": State.PRICED,
        }
        made = Lead(**values | changes)
        db.add(made)
        db.flush()
        return made

    return make


@pytest.fixture
def professional(db, terms, operator, plumbing, gard):
    """``professional(state=…)``: a plumber of the Gard, insured, who accepted the terms, but for what is given."""

    def make(accepts=True, **changes):
        number = next(_numbers)
        paper = {"operator": operator, "verdict": Verdict.CONFORM, "policy_number": "P-1"}
        valid = {"valid_from": TODAY - timedelta(days=300), "valid_to": TODAY + timedelta(days=60)}
        values = {
            "operator": operator,
            "business_name": f"Plomberie {number}",
            "phone": f"+3363998{number:04d}",
            "email": f"plombier-{number}@example.org",
            "trades": [plumbing],
            "main_trade": plumbing,
            "state": ProfessionalState.VALIDATED,
            "coverage": [CoverageLine(operator=operator, department=gard, validated=True)],
            "documents": [
                Document(kind=DocumentKind.INSURANCE_RC_PRO, **valid, **paper),
                Document(kind=DocumentKind.INSURANCE_DECENNALE, trade=plumbing, **valid, **paper),
            ],
        }
        made = Professional(**values | changes)
        db.add(made)
        if accepts:
            common = {"operator": operator, "sha256": "a" * 64, "accepted_at": NOW}
            db.add(Acceptance(professional=made, version=terms, strength=Strength.EXPLICIT, **common))
        db.flush()
        return made

    return make
