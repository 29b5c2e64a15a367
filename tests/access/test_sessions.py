"""Sessions live on the server: a token that ended opens nothing, whoever still holds it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from app.access import links, synchronise
from app.access.accounts import User
from app.access.attempts import PER_ACCOUNT
from app.access.identity import System, acting_as
from app.access.system import as_system
from app.access.tables import LoginSession, OneTimeLink, Purpose
from app.database import commit, session
from app.kernel import kernel_of
from tests.support.people import PASSWORD, enter, new_account

NEW_PASSWORD = "trois tortues traversent lentement"


@pytest.fixture(autouse=True)
def roles(app, db):
    with acting_as(System("test")):
        synchronise.permissions(kernel_of(app))
        commit()


@pytest.fixture
def agent(app, db):
    return new_account("AGENT")


@pytest.fixture
def noon(clock):
    clock.set(datetime(2026, 11, 21, 12, 0, tzinfo=UTC))
    return clock


def id_of(username):
    with as_system("test"):
        return session.scalar(select(User.id).where(User.username == username))


def signed_in(app, username, password=PASSWORD):
    client = app.test_client()
    enter(client, username, password)
    return client


def is_in(client):
    return client.get("/compte/").status_code == 200


def post(client, path, **data):
    page = client.get("/connexion" if client.get("/compte/").status_code != 200 else "/compte/")
    token = re.search(r'name="csrf" content="([^"]+)"', page.get_data(as_text=True))[1]
    return client.post(path, data={"csrf_token": token, **data})


def test_nobody_sees_nothing(client):
    answer = client.get("/compte/?page=2")
    assert answer.status_code == 302
    assert answer.location == "/connexion?next=%2Fcompte%2F%3Fpage%3D2"
    assert client.get("/api/v1/sites/").status_code == 401


def test_signing_in_opens_the_page_that_was_asked_for(app, agent):
    client = app.test_client()
    page = client.get("/connexion?next=/compte/").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    data = {"username": agent.upper(), "password": PASSWORD, "csrf_token": token}
    answer = client.post("/connexion?next=/compte/", data=data)
    assert (answer.status_code, answer.location) == (303, "/compte/")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert is_in(client)


@pytest.mark.parametrize("next", ["//example.org", "/\\example.org", "https://example.org", "javascript:alert(1)"])
def test_signing_in_never_leads_elsewhere(app, agent, next):
    client = app.test_client()
    page = client.get("/connexion").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    data = {"username": agent, "password": PASSWORD, "csrf_token": token}
    assert client.post("/connexion", query_string={"next": next}, data=data).location == "/"


def test_identification_costs_two_statements_at_most(app, agent, count_queries):
    client = signed_in(app, agent)
    client.get("/compte/")
    with count_queries() as queries:
        client.get("/droits/")  # refused from the rules in memory
    assert len(queries) <= 2


def test_a_session_ends_on_logout(app, agent):
    client = signed_in(app, agent)
    stolen = client.get_cookie(app.extensions["relais.cookie"]).value
    assert post(client, "/deconnexion").status_code == 303
    thief = app.test_client()
    thief.set_cookie(app.extensions["relais.cookie"], stolen)
    assert not is_in(thief)


def test_logout_by_a_link_is_refused(app, agent):
    client = signed_in(app, agent)
    assert client.get("/deconnexion").status_code == 405
    assert is_in(client)


def test_a_new_password_ends_the_other_sessions(app, agent):
    here, elsewhere = signed_in(app, agent), signed_in(app, agent)
    answer = post(here, "/compte/mot-de-passe", present=PASSWORD, password=NEW_PASSWORD, again=NEW_PASSWORD)
    assert answer.status_code == 303
    assert is_in(here)
    assert not is_in(elsewhere)
    signed_in(app, agent, NEW_PASSWORD)


def test_new_roles_end_the_sessions(app, agent, login_as):
    client, admin = signed_in(app, agent), login_as("ADMIN")
    assert post(admin, f"/comptes/{id_of(agent)}/roles", roles=["AGENT", "ACCOUNTANT"]).status_code == 303
    assert not is_in(client)


def test_deactivation_ends_the_sessions_for_good(app, agent, login_as):
    client, admin = signed_in(app, agent), login_as("ADMIN")
    assert post(admin, f"/comptes/{id_of(agent)}/desactiver").status_code == 303
    assert not is_in(client)
    assert post(admin, f"/comptes/{id_of(agent)}/reactiver").status_code == 303
    assert not is_in(client)
    assert is_in(signed_in(app, agent))


def test_a_session_sleeps_after_eight_idle_hours(app, agent, noon):
    client = signed_in(app, agent)
    noon.advance(timedelta(hours=8))
    assert is_in(client)
    noon.advance(timedelta(hours=3))
    assert is_in(client)
    other = signed_in(app, agent)
    noon.advance(timedelta(hours=8, seconds=1))
    assert not is_in(other)


def test_a_session_lasts_twelve_hours_at_most(app, agent, noon):
    client = signed_in(app, agent)
    for _hour in range(12):
        noon.advance(timedelta(hours=1))
        assert is_in(client)
    noon.advance(timedelta(seconds=1))
    assert not is_in(client)


def test_one_closes_ones_own_sessions_only(app, agent):
    mine, other = signed_in(app, agent), signed_in(app, agent)
    stranger = signed_in(app, new_account("AGENT"))
    with as_system("test"):
        ids = session.scalars(
            select(LoginSession.id).where(LoginSession.account_id == id_of(agent)).order_by(LoginSession.id)
        ).all()
    assert post(stranger, f"/compte/sessions/{ids[1]}/fermer").status_code == 404
    assert is_in(other)
    assert post(mine, f"/compte/sessions/{ids[1]}/fermer").status_code == 303
    assert not is_in(other)


def test_a_personal_token_is_shown_once_and_expires(app, agent, noon):
    client = signed_in(app, agent)
    page = post(client, "/compte/jetons", name="Export", days="30").get_data(as_text=True)
    token = re.search(r"<code>([^<]+)</code>", page)[1]
    assert token not in client.get("/compte/").get_data(as_text=True)
    program = app.test_client()
    headers = {"Authorization": f"Bearer {token}"}
    assert program.get("/api/v1/sites/", headers=headers).status_code == 200
    noon.advance(timedelta(days=30))
    assert program.get("/api/v1/sites/", headers=headers).status_code == 200
    noon.advance(timedelta(seconds=1))
    assert program.get("/api/v1/sites/", headers=headers).status_code == 401


def test_a_forged_form_is_refused(app, agent):
    client = signed_in(app, agent)
    assert client.post("/deconnexion").status_code == 400
    assert client.post("/deconnexion", data={"csrf_token": "invented"}).status_code == 400
    assert client.post("/connexion", data={"username": agent, "password": PASSWORD}).status_code == 400
    assert is_in(client)


def try_form(app, username, password="wrong password", address="127.0.0.1"):
    client = app.test_client()
    page = client.get("/connexion").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    data = {"username": username, "password": password, "csrf_token": token}
    return client.post("/connexion", data=data, environ_base={"REMOTE_ADDR": address})


def try_api(app, username, password="wrong password", address="127.0.0.1"):
    body = {"username": username, "password": password}
    return app.test_client().post("/api/v1/security/login", json=body, environ_base={"REMOTE_ADDR": address})


def test_form_and_api_share_one_limit(app, agent, noon):
    for attempt in range(PER_ACCOUNT):
        answer = (try_form if attempt % 2 else try_api)(app, agent)
        assert answer.status_code == 401
    page = try_form(app, agent, PASSWORD)
    assert page.status_code == 429
    assert "Réessayez à partir de 13:15:00" in page.get_data(as_text=True)
    assert try_api(app, agent, PASSWORD).status_code == 429
    noon.advance(timedelta(minutes=15))
    assert try_api(app, agent, PASSWORD).status_code == 200


def test_refused_attempts_do_not_keep_the_owner_out(app, agent, noon):
    for _attempt in range(PER_ACCOUNT):
        try_api(app, agent, address="127.0.0.9")
    noon.advance(timedelta(minutes=14))
    assert try_api(app, agent, address="127.0.0.9").status_code == 429
    noon.advance(timedelta(minutes=1))
    assert try_form(app, agent, PASSWORD).status_code == 303


def test_one_address_cannot_try_many_accounts(app, agent, noon):
    answers = [try_api(app, f"somebody{number}", address="127.0.0.9").status_code for number in range(31)]
    assert answers == [401] * 30 + [429]
    assert try_form(app, agent, PASSWORD).status_code == 303


def test_an_unknown_name_gets_the_same_answer(app, agent):
    known, unknown = try_api(app, agent), try_api(app, "nobody")
    assert known.get_json()["message"] == unknown.get_json()["message"]
    assert known.status_code == unknown.status_code


def link_for(username, purpose):
    with acting_as(System("test")):
        links.make_link(id_of(username), purpose)
        commit()
        id = session.scalar(select(OneTimeLink.id).order_by(OneTimeLink.id.desc()).limit(1))
        return links.address_of(id).removeprefix(links.kernel_of().settings.base_url)


@pytest.mark.parametrize(
    ("purpose", "lasts"), [(Purpose.INVITATION, timedelta(hours=72)), (Purpose.FORGOTTEN, timedelta(minutes=30))]
)
def test_a_link_is_good_to_the_last_second(app, agent, noon, purpose, lasts):
    with app.test_request_context():
        path = link_for(agent, purpose)
    client = app.test_client()
    noon.advance(lasts)
    assert client.get(path).status_code == 200
    noon.advance(timedelta(seconds=1))
    assert client.get(path).status_code == 410
    assert post(client, path, password=NEW_PASSWORD, again=NEW_PASSWORD).status_code == 410


def test_a_link_works_once_and_ends_the_sessions(app, agent):
    with app.test_request_context():
        path = link_for(agent, Purpose.FORGOTTEN)
    before, client = signed_in(app, agent), app.test_client()
    assert post(client, path, password="court", again="court").status_code == 422
    assert post(client, path, password=NEW_PASSWORD, again=NEW_PASSWORD).status_code == 303
    assert not is_in(before)
    assert is_in(signed_in(app, agent, NEW_PASSWORD))
    assert post(client, path, password=PASSWORD, again=PASSWORD).status_code == 410


def test_only_the_last_link_is_good(app, agent):
    with app.test_request_context():
        first, second = link_for(agent, Purpose.FORGOTTEN), link_for(agent, Purpose.FORGOTTEN)
    assert app.test_client().get(first).status_code == 410
    assert app.test_client().get(second).status_code == 200


def test_a_forged_link_is_refused(app, client):
    assert client.get("/mot-de-passe/MQ.invented").status_code == 410


def test_forgetting_a_password_tells_nothing(app, agent):
    answers = []
    for name in (agent, "nobody"):
        client = app.test_client()
        answers.append(post(client, "/mot-de-passe-oublie", username=name).get_data(as_text=True))
    normal = [re.sub(r'content="[^"]+"|value="[^"]+"|nonce="[^"]+"', "", page) for page in answers]
    assert normal[0] == normal[1]
    assert "vient de lui être envoyé" in normal[0]


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("onze signes", "au moins 12 caractères"),
        ("password1234", "trop facile à deviner"),
        ("aaaaaaaaaaaaaaaa", "trop facile à deviner"),
        ("x" * 129, "au plus 128 caractères"),
    ],
)
def test_a_weak_password_is_refused_with_a_sentence(app, agent, password, sentence):
    client = signed_in(app, agent)
    answer = post(client, "/compte/mot-de-passe", present=PASSWORD, password=password, again=password)
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)


def test_an_account_without_password_cannot_sign_in(app, agent):
    with as_system("test"):
        session.execute(update(User).where(User.username == agent).values(password=None))
        session.commit()
    assert try_form(app, agent, "").status_code == 401
