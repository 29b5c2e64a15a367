"""Documents: the boundaries of what they prove."""

from datetime import UTC, date, datetime

import pytest

from addons.base.roles import ROLES
from addons.professionals import errors, guards
from addons.professionals.models import Document, DocumentKind, Professional, State, Verdict
from addons.professionals.services import expire_insurances, record_signature
from addons.professionals.tests.conftest import TODAY
from app.models.clock import today
from app.models.workflow import transitions


@pytest.mark.rule("CGV-18.7")
@pytest.mark.parametrize(
    ("issued_on", "signed_on", "expected"),
    [
        (date(2026, 8, 21), date(2026, 11, 21), False),
        (date(2026, 8, 22), date(2026, 11, 21), True),
        (date(2026, 11, 21), date(2026, 11, 21), True),
        (date(2026, 11, 22), date(2026, 11, 21), False),
        (date(2026, 2, 28), date(2026, 5, 31), False),
        (date(2026, 3, 1), date(2026, 5, 31), True),
    ],
)
def test_a_kbis_is_less_than_three_months_old_at_the_signature(issued_on, signed_on, expected):
    assert guards.kbis_ok(issued_on, signed_on, 3) is expected


@pytest.mark.rule("CGV-18.7")
def test_an_old_kbis_stops_the_check_of_documents(file, paper):
    professional = file(State.DOCUMENTS_PENDING)
    paper(professional, DocumentKind.KBIS).issued_on = date(2026, 8, 21)
    with pytest.raises(errors.KbisTooOld) as refusal:
        professional.verify_documents()
    assert refusal.value.message == "Le Kbis doit dater de moins de 3 mois."
    paper(professional, DocumentKind.KBIS).issued_on = date(2026, 8, 22)
    professional.verify_documents()


@pytest.mark.rule("CGV-20.7")
def test_a_kbis_too_old_at_the_signature_keeps_the_signature_and_asks_another(file, paper):
    professional = file(State.SIGNATURE_PENDING)
    paper(professional, DocumentKind.KBIS).issued_on = date(2026, 8, 16)
    record_signature(professional, TODAY, "Dominique Essai")
    assert professional.state is State.DOCUMENTS_PENDING
    assert professional.signed_on == TODAY


@pytest.mark.rule("CGV-18.6")
@pytest.mark.parametrize("missing", ["has_recto", "has_verso"])
def test_an_identity_document_has_two_sides(file, paper, missing):
    professional = file(State.DOCUMENTS_PENDING)
    setattr(paper(professional, DocumentKind.IDENTITY), missing, False)
    with pytest.raises(errors.RectoVersoRequired) as refusal:
        professional.verify_documents()
    assert refusal.value.message == "Recto et verso requis."


@pytest.mark.rule("CGV-18.6")
def test_an_identity_document_is_valid_to_the_day_itself(file, paper):
    professional = file(State.DOCUMENTS_PENDING)
    document = paper(professional, DocumentKind.IDENTITY)
    document.valid_to = date(2026, 11, 20)
    with pytest.raises(errors.IdentityExpired):
        professional.verify_documents()
    document.valid_to = TODAY
    professional.verify_documents()


@pytest.mark.rule("CGV-18.8")
@pytest.mark.parametrize("kind", [DocumentKind.INSURANCE_RC_PRO, DocumentKind.INSURANCE_DECENNALE])
def test_an_insurance_is_valid_to_the_day_itself(file, paper, kind):
    professional = file(State.DOCUMENTS_PENDING)
    paper(professional, kind).valid_to = date(2026, 11, 20)
    with pytest.raises(errors.InsuranceExpired) as refusal:
        professional.verify_documents()
    assert refusal.value.message == "Attestation d’assurance expirée."
    paper(professional, kind).valid_to = TODAY
    professional.verify_documents()


@pytest.mark.rule("CGV-18.8")
def test_an_insurance_is_not_conform_without_its_policy_number():
    document = Document(kind=DocumentKind.INSURANCE_RC_PRO, verdict=Verdict.CONFORM)
    with pytest.raises(errors.PolicyNumberMissing):
        document.check()
    document.policy_number = "P-1"
    document.check()


def test_a_document_does_not_end_before_it_begins():
    with pytest.raises(errors.ValidityReversed):
        Document(kind=DocumentKind.OTHER, valid_from=TODAY, valid_to=date(2026, 11, 20)).check()


def test_a_document_nobody_checked_proves_nothing(file, paper):
    professional = file(State.DOCUMENTS_PENDING)
    paper(professional, DocumentKind.KBIS).verdict = Verdict.TO_CHECK
    with pytest.raises(errors.KbisTooOld):
        professional.verify_documents()


@pytest.mark.rule("CGV-9.24")
@pytest.mark.parametrize(("months", "enough"), [(35, False), (36, True)])
def test_three_years_of_experience_replace_a_diploma(file, paper, months, enough):
    professional = file(State.DOCUMENTS_PENDING)
    document = paper(professional, DocumentKind.DIPLOMA)
    document.kind, document.experience_months = DocumentKind.EXPERIENCE, months
    if enough:
        professional.verify_documents()
    else:
        with pytest.raises(errors.QualificationMissing) as refusal:
            professional.verify_documents()
        assert refusal.value.message == "Diplôme ou 3 ans d’expérience requis."


@pytest.mark.rule("CGV-9.24")
def test_a_trade_without_requirement_asks_neither_diploma_nor_decennale(file, locks):
    professional = file(State.DOCUMENTS_PENDING, trades=[locks], main_trade=locks)
    unneeded = {DocumentKind.DIPLOMA, DocumentKind.INSURANCE_DECENNALE}
    professional.documents = [item for item in professional.documents if item.kind not in unneeded]
    professional.verify_documents()


@pytest.mark.rule("CGV-9.24")
def test_the_diploma_of_one_trade_does_not_prove_another(file, paper, locks):
    professional = file(State.DOCUMENTS_PENDING)
    paper(professional, DocumentKind.DIPLOMA).trade = locks
    with pytest.raises(errors.QualificationMissing):
        professional.verify_documents()


@pytest.mark.rule("CGV-9.20")
def test_an_insurance_holds_until_the_last_second_of_its_last_day(db, file, paper, clock):
    professional = file(State.VALIDATED)
    paper(professional, DocumentKind.INSURANCE_RC_PRO).valid_to = TODAY
    db.flush()
    clock.set(datetime(2026, 11, 21, 22, 59, 59, tzinfo=UTC))  # 23:59:59 in Paris
    assert expire_insurances(today()) == 0
    clock.set(datetime(2026, 11, 21, 23, 0, tzinfo=UTC))  # midnight in Paris
    assert expire_insurances(today()) == 1
    assert professional.state is State.DOCUMENTS_EXPIRED


@pytest.mark.rule("CGV-9.20")
@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.code)
def test_nobody_but_the_nightly_task_declares_an_insurance_expired(rules, account, role):
    declared = transitions(Professional)["expire_documents"]
    assert not rules.may(account(role), declared.may, Professional)


@pytest.mark.rule("CGV-9.20")
def test_a_new_certificate_restores_the_access(file, paper):
    professional = file(State.DOCUMENTS_EXPIRED)
    certificate = paper(professional, DocumentKind.INSURANCE_RC_PRO)
    certificate.valid_to = date(2026, 11, 20)
    with pytest.raises(errors.InsuranceExpired):
        professional.renew_documents()
    certificate.valid_to = date(2027, 11, 20)
    professional.renew_documents()
    assert professional.state is State.VALIDATED
