"""One complete file of a plumber of Nîmes, from which each test takes something away."""

from datetime import UTC, date, datetime

import pytest

from addons.legal.models import LegalVersion, VersionState
from addons.legal.wording import digest
from addons.professionals.models import (
    Channel,
    ContactLog,
    CoverageLine,
    Direction,
    Document,
    DocumentKind,
    LegalForm,
    Professional,
    State,
    Strength,
    TempAgency,
    Verdict,
)
from addons.professionals.services import accept_terms
from app.models.clock import frozen

NOW = datetime(2026, 11, 21, 11, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)


@pytest.fixture
def clock():
    """Noon in Paris, 21 November 2026; the test may move it."""
    with frozen(NOW) as clock:
        yield clock


@pytest.fixture
def terms(db, system, clock, operator):
    """The terms of the operator, in force since the first of January."""
    body, since = "Texte d’essai des conditions.\n", datetime(2026, 1, 1, tzinfo=UTC)
    version = LegalVersion(
        operator=operator,
        number=1,
        body=body,
        sha256=digest(body),
        published_at=since,
        effective_at=since,
        state=VersionState.IN_FORCE,
    )
    db.add(version)
    db.flush()
    return version


@pytest.fixture
def file(db, system, clock, operator, plumbing, nimes, gard, terms):
    """``file(State.SIGNED, siren=None)``: a complete file in that state, but for what is given."""

    def make(state=State.CONTACTED, **changes):
        common = {"operator": operator, "verdict": Verdict.CONFORM}
        insured = {"valid_from": date(2026, 1, 1), "valid_to": date(2026, 12, 31), "policy_number": "P-1"}
        complete = {
            "operator": operator,
            "business_name": "Plomberie des Arènes",
            "siren": "732829320",
            "legal_form": LegalForm.SARL,
            "last_name": "Essai",
            "first_name": "Dominique",
            "phone": "+33639980001",
            "email": "arenes@example.org",
            "street": "1 rue de l’Essai",
            "postal_code": "30000",
            "commune": nimes,
            "trades": [plumbing],
            "main_trade": plumbing,
            "stated_professional_at": NOW,
            "temp_agency": TempAgency.NO,
            "contacts": [ContactLog(operator=operator, channel=Channel.PHONE, direction=Direction.INBOUND)],
            "coverage": [CoverageLine(operator=operator, department=gard, validated=True)],
            "documents": [
                Document(
                    kind=DocumentKind.IDENTITY, has_recto=True, has_verso=True, valid_to=date(2030, 1, 1), **common
                ),
                Document(kind=DocumentKind.KBIS, issued_on=date(2026, 11, 1), **common),
                Document(kind=DocumentKind.INSURANCE_RC_PRO, **insured, **common),
                Document(kind=DocumentKind.INSURANCE_DECENNALE, trade=plumbing, **insured, **common),
                Document(kind=DocumentKind.DIPLOMA, trade=plumbing, **common),
            ],
            "signed_on": TODAY if state not in (State.CONTACTED, State.SIGNATURE_PENDING) else None,
            "state": state,
        }
        professional = Professional(**complete | changes)
        db.add(professional)
        db.flush()
        if professional.signed_on is not None:
            accept_terms(professional, terms, strength=Strength.SIGNED, signatory="Dominique Essai")
        return professional

    return make


@pytest.fixture
def paper():
    """``paper(professional, DocumentKind.KBIS)``: the document of that kind on file."""

    def find(professional, kind):
        return next(item for item in professional.documents if item.kind is kind)

    return find
