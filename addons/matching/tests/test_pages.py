"""«Pourquoi pas ?», the tabs of a request, and what nobody types."""

import pytest
from sqlalchemy import select

from addons.base.models import StaffKind, StaffProfile
from addons.leads.services import publish
from addons.matching.models import Offer
from addons.professionals.models import State
from app import database
from app.access.accounts import User
from app.access.identity import System, acting_as


@pytest.fixture
def colleague(login_as, db, operator):
    """``colleague("AGENT")``: a browser signed in as somebody of the operator."""
    operator_id = operator.id

    def sign_in(role):
        client = login_as(role)
        with acting_as(System("test")):
            user_id = db.scalars(select(User.id).order_by(User.id.desc())).first()
            db.add(StaffProfile(user_id=user_id, operator_id=operator_id, kind=StaffKind.EMPLOYEE))
            database.commit()
        return client

    return sign_in


@pytest.fixture
def pair(db, lead, professional, operator):
    """A published request, and a suspended professional."""
    made, someone = lead(), professional(state=State.SUSPENDED, business_name="Plomberie du Pont")
    professional()
    publish(made)
    ids = made.id, someone.id
    database.commit()
    return ids


@pytest.mark.rule("CGV-3.10")
@pytest.mark.parametrize("role", ["AGENT", "MANAGER", "DPO"])
def test_the_page_tells_each_obstacle_and_its_article(colleague, pair, role):
    page = colleague(role).get(f"/eligibilite/?demande={pair[0]}&professionnel={pair[1]}")
    assert page.status_code == 200
    text = page.get_data(as_text=True)
    assert "Plomberie du Pont" in text
    assert "Le dossier n’est pas validé : « Suspendu »." in text
    assert "CGV-3.10" in text
    assert "CGV-3.13" not in text


def test_the_page_says_when_nothing_stands_in_the_way(db, colleague, pair):
    free = db.scalars(select(Offer.professional_id)).one()
    text = colleague("AGENT").get(f"/eligibilite/?demande={pair[0]}&professionnel={free}").get_data(as_text=True)
    assert "Rien ne s’y oppose" in text


def test_the_page_first_asks(colleague, pair):
    assert 'data-look-up="/recherche/leads.lead"' in colleague("AGENT").get("/eligibilite/").get_data(as_text=True)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?demande=999999999&professionnel=1", 404),
        ("?demande=abc", 404),
        ("?demande=99999999999999999999", 404),
        ("?client=1", 400),
    ],
)
def test_a_bad_address_is_refused(colleague, pair, query, status):
    assert colleague("AGENT").get(f"/eligibilite/{query}").status_code == status


@pytest.mark.parametrize("role", ["ADMIN", "ACCOUNTANT"])
def test_who_may_not_read_certificates_is_not_answered(colleague, pair, role):
    assert colleague(role).get(f"/eligibilite/?demande={pair[0]}&professionnel={pair[1]}").status_code == 403


def test_a_request_leads_to_its_offers_and_waves(colleague, pair):
    text = colleague("AGENT").get(f"/demandes/{pair[0]}").get_data(as_text=True)
    assert "/propositions/" in text
    assert "/diffusions/" in text


@pytest.mark.rule("CGV-3.16")
def test_an_offer_is_not_typed(colleague, pair):
    client = colleague("MANAGER")
    page = client.get("/propositions/nouveau").get_data(as_text=True)
    assert 'name="professional"' not in page
    assert 'name="lead"' not in page


def test_requests_for_nobody_are_found_at_once(colleague, lead, locks):
    alone = lead(trade=locks, need=None, reference="DI-2026-777777")
    publish(alone)
    database.commit()
    text = colleague("MANAGER").get("/diffusions/?reach=nobody").get_data(as_text=True)
    assert "DI-2026-777777" in text
    assert "Sans professionnel" in text
