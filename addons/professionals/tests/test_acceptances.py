"""Acceptances: which version, how strongly; what a version that was replaced is still worth."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from addons.base.roles import AGENT, MANAGER
from addons.legal.errors import NoTermsInForce
from addons.legal.models import LegalVersion, VersionState
from addons.professionals import errors
from addons.professionals.models import Acceptance, Professional, State, Strength
from addons.professionals.services import accept_terms, has_accepted, record_new_signature, record_signature
from addons.professionals.tests.conftest import NOW, TODAY
from app.records.perform import perform


@pytest.fixture
def replaced(db, terms):
    """``replaced()``: another version took the place of the terms this morning; the new one."""

    def replace():
        this_morning = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
        terms.superseded_at, terms.state = this_morning, VersionState.SUPERSEDED
        db.flush()
        version = LegalVersion(
            operator=terms.operator, number=2, body="Autre.\n", sha256="2" * 64, published_at=this_morning,
            effective_at=this_morning, state=VersionState.IN_FORCE,
        )  # fmt: skip
        db.add(version)
        db.flush()
        return version

    return replace


@pytest.mark.rule("CGV-1.5")
def test_a_tick_keeps_the_fingerprint_of_the_text(file, terms):
    professional = file(State.VALIDATED, signed_on=None)
    assert not has_accepted(professional, terms)
    accepted = accept_terms(professional, terms)
    assert (accepted.strength, accepted.accepted_at, accepted.sha256) == (Strength.EXPLICIT, NOW, terms.sha256)
    assert has_accepted(professional, terms)


@pytest.mark.rule("CGV-1.5")
def test_accepting_twice_is_accepting_once(db, file, terms):
    professional = file(State.VALIDATED, signed_on=None)
    assert accept_terms(professional, terms) is accept_terms(professional, terms)
    assert db.scalar(select(func.count(Acceptance.id))) == 1


@pytest.mark.rule("CGV-1.5")
def test_what_was_accepted_before_does_not_hold_for_the_next_version(file, terms, replaced):
    professional = file(State.VALIDATED)
    version = replaced()
    assert not has_accepted(professional, version)
    with pytest.raises(errors.VersionReplaced):
        accept_terms(professional, terms)
    accept_terms(professional, version)
    assert has_accepted(professional, version)


def test_nobody_accepts_the_terms_of_another_company(db, file, other_operator, terms):
    professional = file(State.VALIDATED)
    foreign = LegalVersion(
        operator=other_operator, number=1, body="Voisin.\n", sha256="3" * 64, published_at=NOW, effective_at=NOW,
        state=VersionState.IN_FORCE,
    )  # fmt: skip
    db.add(foreign)
    db.flush()
    for strength in Strength:
        with pytest.raises(errors.VersionReplaced):
            accept_terms(professional, foreign, strength=strength)


class TestSigning:
    @pytest.mark.rule("CGV-2.3")
    def test_a_signature_is_an_acceptance_of_the_version_in_force(self, file, terms):
        professional = file(State.SIGNATURE_PENDING)
        record_signature(professional, TODAY, "Dominique Essai")
        (accepted,) = professional.acceptances
        assert (accepted.strength, accepted.version, accepted.signatory) == (
            Strength.SIGNED, terms, "Dominique Essai",
        )  # fmt: skip

    @pytest.mark.rule("CGV-2.3")
    def test_a_superseded_signature_does_not_validate_until_the_current_version_is_signed(self, file, replaced):
        professional = file(State.SIGNED)
        replaced()
        with pytest.raises(errors.SignatureSuperseded):
            professional.validate()
        record_new_signature(professional, TODAY, "Dominique Essai")
        assert professional.state is State.SIGNED
        professional.validate()
        assert professional.state is State.VALIDATED

    @pytest.mark.rule("CGV-2.3")
    def test_a_paper_dated_before_the_version_in_force_signs_the_former_one(self, file, terms, replaced):
        professional = file(State.SIGNATURE_PENDING)
        replaced()
        record_signature(professional, date(2026, 11, 20), "Dominique Essai")
        assert [each.version_id for each in professional.acceptances] == [terms.id]
        with pytest.raises(errors.SignatureSuperseded):
            professional.validate()

    @pytest.mark.rule("CGV-2.3")
    def test_a_tick_is_no_signature(self, file, terms, replaced):
        professional = file(State.SIGNED)
        accept_terms(professional, replaced())
        with pytest.raises(errors.SignatureSuperseded):
            professional.validate()

    def test_nothing_is_signed_before_there_are_terms(self, file):
        with pytest.raises(NoTermsInForce):
            record_signature(file(State.SIGNATURE_PENDING), date(2025, 12, 31), "Dominique Essai")

    def test_nothing_is_presented_without_terms(self, db, file, terms):
        professional = file(State.DOCUMENTS_VERIFIED, signed_on=None)
        terms.state = VersionState.SUPERSEDED
        professional.ask_signature()  # dates decide: they hold still
        professional = file(State.DOCUMENTS_VERIFIED, signed_on=None, siren="552100554", email="autre@example.org")
        professional.operator_id = 0
        with pytest.raises(NoTermsInForce), db.no_autoflush:
            professional.ask_signature()
        db.expunge(professional)

    def test_a_signature_is_never_announced(self, file):
        with pytest.raises(errors.SignedLater):
            record_signature(file(State.SIGNATURE_PENDING), date(2026, 11, 22), "Dominique Essai")

    def test_an_agent_records_one_and_a_manager_validates(self, file, acting, account):
        id_, agent, manager = file(State.SIGNATURE_PENDING).id, account(AGENT), account(MANAGER)
        with acting(agent):
            perform(Professional, id_, "sign", {"signed_on": TODAY, "signatory": "Dominique Essai"})
        with acting(manager):
            assert perform(Professional, id_, "validate").state is State.VALIDATED
