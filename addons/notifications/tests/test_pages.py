"""What people see of messages: the texts of the embedded store, the list, never a text nor a number in the list."""

import pytest
from sqlalchemy import select

from addons.base.models import Site, StaffKind, StaffProfile
from addons.base.roles import ADMIN, AGENT, MANAGER
from addons.notifications.models import Message
from addons.notifications.services import notify
from addons.notifications.tests.conftest import ADVICE, LEASE
from app.access.accounts import User
from app.access.identity import System, acting_as
from app.database import commit
from app.effects.delivery import claim, deliver
from tests.support.people import enter, new_account


@pytest.fixture
def told(trial, db, operator):
    """One SMS sent by the operator, with its texts in the store; the operator's id."""
    operator_id = operator.id
    with trial.app_context(), acting_as(System("test")):
        recipient = Site(host="lu.example.org", label="Lu", operator=operator)
        db.add(recipient)
        db.flush()
        notify(ADVICE, recipient, subject=None, key="k")
        commit()
        for row_id in claim(10, LEASE):
            deliver(row_id, LEASE)
    return operator_id


@pytest.fixture
def browser(trial, db, told):
    """``browser(ADMIN)``: somebody of the operator, signed in."""

    def sign_in(role):
        username = new_account(role.code)
        with acting_as(System("test")):
            user_id = db.scalars(select(User.id).where(User.username == username)).one()
            db.add(StaffProfile(user_id=user_id, operator_id=told, kind=StaffKind.EMPLOYEE))
            commit()
        client = trial.test_client()
        enter(client, username)
        return client

    return sign_in


def test_an_administrator_reads_the_texts_that_were_kept(browser):
    client = browser(ADMIN)
    page = client.get("/sms/").get_data(as_text=True)
    assert "Essai : coupez l’eau au compteur en attendant." in page
    assert "+33639980011" in page
    assert client.get("/sms/?avant=1").status_code == 200
    assert client.get("/sms/?avant=x").status_code == 400
    assert client.get("/sms/?page=2").status_code == 400


@pytest.mark.parametrize("role", [AGENT, MANAGER])
def test_nobody_else_does(browser, role):
    assert browser(role).get("/sms/").status_code == 403


def test_the_list_shows_what_became_of_a_message_and_no_number(browser):
    page = browser(AGENT).get("/messages/").get_data(as_text=True)
    assert "PRO-000042" in page
    assert "trial.advice" in page
    assert "Envoyé" in page
    assert "39980011" not in page
    assert "compteur" not in page


def test_a_message_is_found_by_the_reference_of_its_recipient(browser, db):
    client = browser(AGENT)
    assert "trial.advice" in client.get("/messages/?q=PRO-000042").get_data(as_text=True)
    assert "trial.advice" not in client.get("/messages/?q=PRO-000043").get_data(as_text=True)


def test_the_page_of_a_message_shows_why(browser, db):
    client = browser(AGENT)
    with acting_as(System("test")):
        id_ = db.scalars(select(Message.id)).one()
    page = client.get(f"/messages/{id_}")
    assert page.status_code == 200
    assert "4\u202f500" in page.get_data(as_text=True)
