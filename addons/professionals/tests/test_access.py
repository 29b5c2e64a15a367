"""Who may do what with professionals, their file and their sanctions (matrix of roles)."""

import pytest
from sqlalchemy import select

from addons.base.roles import ACCOUNTANT, ADMIN, AGENT, DPO, MANAGER
from addons.professionals.models import ContactLog, CoverageLine, Document, Motive, Professional, Sanction, State
from addons.professionals.services import suspend, terminate
from app.errors import Forbidden

STAFF = (ADMIN, MANAGER, AGENT, ACCOUNTANT, DPO)

#: Written by hand from the matrix: who reads what of a file.
READERS = {
    Professional: {ADMIN, MANAGER, AGENT, ACCOUNTANT, DPO},
    ContactLog: {ADMIN, MANAGER, AGENT, DPO},
    CoverageLine: {ADMIN, MANAGER, AGENT, DPO},
    Document: {MANAGER, AGENT, DPO},
    Sanction: {MANAGER, DPO},
}


@pytest.fixture
def suspended(db, file):
    professional = file(State.VALIDATED)
    suspend(professional, Motive.SUSPECTED_FRAUD, "Attestation douteuse.")
    db.flush()
    return professional.id


@pytest.mark.parametrize("role", STAFF, ids=lambda role: role.code)
@pytest.mark.parametrize("model", READERS, ids=lambda model: model.__name__)
def test_who_reads_what(db, acting, account, suspended, role, model):
    with acting(account(role)):
        assert bool(db.scalars(select(model.id)).all()) is (role in READERS[model])


@pytest.mark.parametrize("model", READERS, ids=lambda model: model.__name__)
def test_nobody_reads_the_files_of_another_operator(db, acting, account, suspended, other_operator, model):
    with acting(account(MANAGER, of=other_operator)):
        assert db.scalars(select(model.id)).all() == []


@pytest.mark.parametrize("role", STAFF, ids=lambda role: role.code)
def test_who_edits_a_file(db, acting, account, suspended, role):
    with acting(account(role)):
        db.get(Professional, suspended).business_name = "Nouvelle enseigne"
        if role in (MANAGER, AGENT):
            db.flush()
        else:
            with pytest.raises(Forbidden):
                db.flush()
            db.rollback()


def test_the_accountant_sees_billing_fields_alone(rules, account):
    seen = rules.visible_fields(account(ACCOUNTANT), Professional)
    assert {"business_name", "siren", "street", "postal_code", "commune", "email"} <= seen
    assert seen.isdisjoint({"phone", "last_name", "first_name", "contacts", "documents", "coverage", "banned"})


@pytest.mark.rule("CGV-10.4")
@pytest.mark.parametrize("role", [ADMIN, AGENT, ACCOUNTANT, DPO], ids=lambda role: role.code)
@pytest.mark.parametrize("decide", [suspend, terminate])
def test_only_a_manager_sanctions(db, acting, account, file, role, decide):
    id_ = file(State.VALIDATED).id
    with acting(account(role)):
        with pytest.raises(Forbidden):
            decide(db.get(Professional, id_), Motive.LAW_BREACH, "Faits établis.")
            db.flush()
        db.rollback()


@pytest.mark.rule("CGV-10.4")
def test_a_manager_sanctions_and_signs_the_decision(db, acting, account, file):
    id_, manager = file(State.VALIDATED).id, account(MANAGER)
    with acting(manager):
        suspend(db.get(Professional, id_), Motive.LAW_BREACH, "Faits établis.")
        db.flush()
        assert db.scalars(select(Sanction.decided_by_id)).all() == [manager.id]


@pytest.mark.rule("CGV-3.10")
@pytest.mark.parametrize(("role", "may"), [(MANAGER, True), (AGENT, False), (ADMIN, False)])
def test_only_a_manager_validates(rules, account, role, may):
    assert rules.may(account(role), "validate", Professional) is may
