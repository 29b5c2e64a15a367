"""Programs sign in with a name and a password; a browser's cookie needs its page's token to change anything."""

import pytest
from sqlalchemy import select

from app.access.accounts import User
from app.access.identity import System, acting_as
from app.access.login_sessions import open_session
from app.access.tables import SessionKind
from app.database import commit, session
from tests.sample.fixtures import KEEPER
from tests.support.people import PASSWORD

LOGIN = "/security/login"


@pytest.fixture
def account(program):
    program(KEEPER)
    return {"username": "keeper", "password": PASSWORD}


def test_a_name_and_a_password_give_a_token_that_opens(program, account):
    nobody = program(None)
    given = nobody.post(LOGIN, json=account)
    assert given.status_code == 200
    assert set(given.get_json()) == {"access_token", "expires_at"}
    assert given.get_json()["expires_at"].endswith("Z")
    bearer = {"Authorization": f"Bearer {given.get_json()['access_token']}"}
    assert nobody.get("/crates/", headers=bearer).status_code == 200


def test_a_wrong_password_and_an_unknown_name_are_answered_alike(program, account):
    nobody = program(None)
    answers = [
        nobody.post(LOGIN, json=wrong) for wrong in (account | {"password": "x"}, account | {"username": "nobody"})
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert answers[0].get_json() == answers[1].get_json()


def test_too_many_attempts_are_slowed_down(program, account):
    nobody = program(None)
    statuses = [nobody.post(LOGIN, json=account | {"password": "x"}).status_code for _attempt in range(30)]
    assert statuses[0] == 401
    assert statuses[-1] == 429


@pytest.mark.parametrize(
    ("body", "status"), [({}, 422), ({"username": "keeper"}, 422), ({"username": 3, "password": "x"}, 422)]
)
def test_what_is_missing_is_told(program, body, status):
    assert program(None).post(LOGIN, json=body).status_code == status


def test_an_unknown_field_is_refused(program, account):
    assert program(None).post(LOGIN, json=account | {"remember": True}).status_code == 400


def test_a_token_that_is_none_opens_nothing(program):
    nobody = program(None)
    for header in ("Bearer x", "Bearer ", "Basic a2VlcGVyOng="):
        answer = nobody.get("/crates/", headers={"Authorization": header})
        assert (answer.status_code, answer.get_json()["code"]) == (401, "sign_in_required")


def test_a_browsers_cookie_changes_nothing_without_the_token_of_its_page(program, sample_app, account):
    with acting_as(System("test")):
        id_ = session.scalar(select(User.id).where(User.username == "keeper"))
        cookie = open_session(id_, SessionKind.BROWSER).token
        commit()
    browser = program(None)
    browser.client.set_cookie(sample_app.extensions["relais.cookie"], cookie)
    assert browser.get("/crates/").status_code == 200
    forged = browser.post("/crates/", json={"reference": "C-1", "size": "small"})
    assert (forged.status_code, forged.get_json()["code"]) == (400, "csrf_failed")
