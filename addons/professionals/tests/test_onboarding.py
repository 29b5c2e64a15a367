"""Onboarding: each step, and each guard when it alone fails."""

import pytest

from addons.base.models import Site
from addons.base.roles import AGENT, MANAGER
from addons.professionals import errors
from addons.professionals.models import (
    Channel,
    ContactLog,
    Direction,
    DocumentKind,
    NetworkStatus,
    Professional,
    State,
    TempAgency,
    Verdict,
)
from addons.professionals.services import record_signature
from addons.professionals.tests.conftest import TODAY
from app.errors import WrongState


def read(db, id_):
    return db.get(Professional, id_)


def contacted(db, id_, direction):
    professional = read(db, id_)
    professional.contacts.append(ContactLog(channel=Channel.PHONE, direction=direction))
    db.flush()


def test_a_complete_file_goes_from_contact_to_validation(db, file):
    professional = file()
    for step in ("declare_profile", "open_account", "verify_documents", "ask_signature"):
        getattr(professional, step)()
        db.flush()
    record_signature(professional, TODAY, "Dominique Essai")
    assert professional.state is State.SIGNED
    professional.validate()
    assert professional.state is State.VALIDATED
    assert professional.validated_at is not None
    assert (professional.signed_on, professional.signatory) == (TODAY, "Dominique Essai")


@pytest.mark.parametrize(
    ("step", "start"),
    [
        ("declare_profile", State.PROFILE_DECLARED),
        ("open_account", State.CONTACTED),
        ("verify_documents", State.CONTACTED),
        ("ask_signature", State.DOCUMENTS_PENDING),
        ("ask_documents_again", State.SIGNED),
        ("validate", State.SIGNATURE_PENDING),
        ("renew_documents", State.VALIDATED),
        ("expire_documents", State.SUSPENDED),
        ("withdraw_deletion", State.VALIDATED),
        ("abandon", State.VALIDATED),
    ],
)
def test_no_step_is_jumped(file, step, start):
    with pytest.raises(WrongState):
        getattr(file(start), step)()


class TestDeclaringTheProfile:
    @pytest.mark.rule("CGV-3.2")
    def test_off_network_professionals_have_no_account(self, file):
        with pytest.raises(errors.OffNetwork):
            file(network_status=NetworkStatus.OFF_NETWORK).declare_profile()

    @pytest.mark.rule("CGV-1.3")
    @pytest.mark.parametrize("without", [{"main_trade": None}, {"main_trade": None, "trades": []}])
    def test_a_main_trade_is_declared(self, file, without):
        with pytest.raises(errors.TradeMissing):
            file(**without).declare_profile()

    @pytest.mark.rule("CGV-4.9")
    def test_a_territory_is_declared(self, file):
        professional = file(coverage=[])
        with pytest.raises(errors.ProfileNotDeclared) as refusal:
            professional.declare_profile()
        assert refusal.value.message == "Le profil géographique doit être déclaré avant la création du compte."
        assert professional.state is State.CONTACTED


class TestOpeningTheAccount:
    @pytest.fixture
    def declared(self, file):
        return lambda **changes: file(State.PROFILE_DECLARED, **changes)

    @pytest.mark.rule("CGV-4.1")
    def test_a_contact_is_on_file(self, declared):
        with pytest.raises(errors.ContactMissing):
            declared(contacts=[]).open_account()

    @pytest.mark.rule("CGV-4.6")
    def test_an_agent_does_not_make_the_first_outbound_contact(self, db, declared, acting, account, operator):
        professional = declared(contacts=[])
        agent, manager, id_ = account(AGENT), account(MANAGER), professional.id
        with acting(agent):
            contacted(db, id_, Direction.OUTBOUND)
        with acting(agent), pytest.raises(errors.FirstContactByManager) as refusal:
            read(db, id_).open_account()
        assert refusal.value.message == "Le premier contact sortant doit être fait par un gérant."
        with acting(manager):
            contacted(db, id_, Direction.OUTBOUND)
        with acting(agent):
            found = read(db, id_)
            found.open_account()
            assert [contact.by_manager for contact in found.contacts] == [False, True]

    @pytest.mark.rule("CGV-4.6")
    def test_a_professional_who_came_forward_may_be_recorded_by_an_agent(self, db, declared, acting, account):
        professional = declared(contacts=[])
        agent, id_ = account(AGENT), professional.id
        with acting(agent):
            contacted(db, id_, Direction.INBOUND)
            read(db, id_).open_account()

    @pytest.mark.rule("CGV-18.4")
    @pytest.mark.parametrize(
        "missing",
        ["siren", "legal_form", "last_name", "first_name", "phone", "email", "street", "postal_code", "commune"],
    )
    def test_each_mandatory_datum_is_known(self, declared, missing):
        professional = declared(**{missing: None})
        with pytest.raises(errors.IdentityIncomplete):
            professional.open_account()

    @pytest.mark.rule("CGV-1.2")
    def test_the_professional_states_he_contracts_for_his_trade(self, declared):
        with pytest.raises(errors.StatementMissing):
            declared(stated_professional_at=None).open_account()

    @pytest.mark.rule("CGV-10.9")
    @pytest.mark.parametrize(
        ("answer", "refusal"),
        [(TempAgency.UNKNOWN, errors.TempAgencyUnchecked), (TempAgency.YES, errors.TempAgencyRefused)],
    )
    def test_temporary_work_agencies_are_excluded(self, declared, answer, refusal):
        with pytest.raises(refusal):
            declared(temp_agency=answer).open_account()

    @pytest.mark.rule("CGV-4.9")
    def test_the_territories_are_still_there(self, declared):
        with pytest.raises(errors.ProfileNotDeclared):
            declared(coverage=[]).open_account()


class TestValidating:
    """The checklist of CGV-3.10: each item missing alone blocks, and names itself."""

    @pytest.mark.rule("CGV-3.10")
    def test_the_contact(self, file):
        with pytest.raises(errors.ContactMissing):
            file(State.SIGNED, contacts=[]).validate()

    @pytest.mark.rule("CGV-3.10")
    @pytest.mark.parametrize(
        ("kind", "refusal"),
        [
            (DocumentKind.IDENTITY, errors.RectoVersoRequired),
            (DocumentKind.INSURANCE_RC_PRO, errors.InsuranceExpired),
            (DocumentKind.INSURANCE_DECENNALE, errors.InsuranceExpired),
            (DocumentKind.DIPLOMA, errors.QualificationMissing),
        ],
    )
    def test_the_documents(self, file, kind, refusal):
        professional = file(State.SIGNED)
        professional.documents = [item for item in professional.documents if item.kind is not kind]
        with pytest.raises(refusal):
            professional.validate()

    @pytest.mark.rule("CGV-4.8")
    def test_a_document_that_was_refused_is_named(self, file, paper):
        professional = file(State.SIGNED)
        paper(professional, DocumentKind.INSURANCE_RC_PRO).verdict = Verdict.NON_CONFORM
        with pytest.raises(errors.DocumentRefused) as refusal:
            professional.validate()
        assert refusal.value.message == "Document non conforme : Assurance RC Pro."

    @pytest.mark.rule("CGV-2.3")
    def test_the_signature(self, file):
        with pytest.raises(errors.SignatureMissing) as refusal:
            file(State.SIGNED, signed_on=None).validate()
        assert refusal.value.message == "Signature des CGV manquante."

    @pytest.mark.rule("CGV-4.3")
    def test_a_validated_territory(self, file):
        professional = file(State.SIGNED)
        professional.coverage[0].validated = False
        with pytest.raises(errors.ProfileNotValidated) as refusal:
            professional.validate()
        assert refusal.value.message == "Aucune zone d’intervention validée."

    @pytest.mark.rule("CGV-2.1")
    def test_a_trade_that_a_live_site_handles(self, db, file, locks, plumbing):
        with pytest.raises(errors.TradeNotServed):
            file(State.SIGNED, trades=[locks], main_trade=locks).validate()

    @pytest.mark.rule("CGV-2.1")
    @pytest.mark.parametrize("switched_off", ["site", "trade"])
    def test_neither_the_site_nor_the_trade_is_switched_off(self, db, file, plumbing, operator, switched_off):
        professional = file(State.SIGNED)
        if switched_off == "trade":
            plumbing.active = False
        else:
            for site in db.query(Site).filter(Site.operator_id == operator.id):
                site.active = False
        with pytest.raises(errors.TradeNotServed):
            professional.validate()
