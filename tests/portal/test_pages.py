"""Pages of the portal: whose door it is, what its pages carry, what records load with."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import aliased, joinedload, selectinload

from app.access import links
from app.access.accounts import User
from app.access.grants import Audience
from app.access.identification import identify
from app.access.identity import System, acting_as
from app.access.tables import OneTimeLink, Purpose
from app.database import commit, session
from app.errors import NotFound
from app.kernel import kernel_of
from app.portal import functions
from tests.portal.guild.models import GuildJob, GuildOffer
from tests.support.people import PASSWORD, enter

pytestmark = pytest.mark.real_roles


@pytest.fixture
def acting(sides, members, token_of):
    """Act as Ada, in the application of the portal."""
    with sides.portal.app_context():
        account = identify(token_of(members.users["ada"]), kernel_of().rules, Audience.PORTAL)
        with acting_as(account):
            yield account
            session.remove()


@pytest.mark.parametrize(
    "statement",
    [
        lambda: select(GuildJob),
        lambda: select(aliased(GuildJob)),
        lambda: select(GuildJob).options(joinedload(GuildJob.town)),
        lambda: select(GuildJob).options(selectinload(GuildJob.town)),
        lambda: select(GuildJob).join(GuildJob.town),
    ],
    ids=["whole", "alias", "joined", "selectin", "join"],
)
def test_a_record_loads_without_the_columns_that_nothing_opens(acting, statement):
    for job in session.scalars(statement().order_by("reference")):
        assert job.reference in {"ada-dear", "ada-open"}
        assert job.town.name == "Ornans"
        for closed in (lambda job=job: job.secret, lambda job=job: job.town.mayor):
            with pytest.raises(InvalidRequestError, match="raiseload"):
                closed()


def test_what_a_record_leads_to_loads_the_same_way(acting):
    offers = session.scalars(select(GuildOffer)).all()
    assert {offer.job.reference for offer in offers if offer.job} == {"ada-dear", "ada-open"}
    with pytest.raises(InvalidRequestError, match="raiseload"):
        str(offers[0].note)


def test_a_record_is_still_there_after_the_commit_of_a_function(acting, members):
    job = session.scalars(select(GuildJob).where(GuildJob.reference == "ada-open")).one()
    functions.call("guild_peek", members.jobs["ada-open"], "secret")
    assert (job.reference, job.town.name) == ("ada-open", "Ornans")
    with pytest.raises(InvalidRequestError, match="raiseload"):
        str(job.secret)


def test_a_function_of_an_add_on_notes_what_it_gives_whatever_the_page_does_next(acting, sides, members):
    job = members.jobs["ada-shut"]
    assert functions.call("guild_peek", job, "secret").secret == "secret of ada"
    session.rollback()
    with sides.site.engines["owner"].connect() as connection:
        assert connection.execute(text("select peeked from guild_job where id = :id"), {"id": job}).scalar() == 1
    with pytest.raises(NotFound):
        functions.call("guild_peek", members.jobs["bob-open"], "secret")
    session.rollback()
    with pytest.raises(functions.NotOpened):
        functions.call("pg_sleep", 1)


def page(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.get_data(as_text=True)


def post(client, path, **data):
    source = page(client, "/compte/mot-de-passe")
    token = re.search(r'name="csrf" content="([^"]+)"', source)[1]
    return client.post(path, data={"csrf_token": token, **data})


#: Every address of the portal: its method, and what it answers to nobody.
ROUTES = {
    ("GET", "/"): 302,
    ("GET", "/compte/mot-de-passe"): 302,
    ("POST", "/compte/mot-de-passe"): 400,
    ("GET", "/connexion"): 200,
    ("POST", "/connexion"): 400,
    ("POST", "/deconnexion"): 400,
    ("GET", "/mot-de-passe-oublie"): 200,
    ("POST", "/mot-de-passe-oublie"): 400,
    ("GET", "/mot-de-passe/<signed>"): 410,
    ("POST", "/mot-de-passe/<signed>"): 400,
    ("POST", "/api/v1/security/login"): 422,
    ("GET", "/health/live"): 200,
    ("GET", "/health/ready"): 200,
    ("GET", "/static/<filename>"): 404,
    ("GET", "/static/appbuilder/<filename>"): 404,
}
GUILD = {("GET", "/ouvrages/"): 302, ("GET", "/ouvrages/partie"): 302, ("POST", "/ouvrages/<id>/prendre"): 400}


def test_every_address_of_the_portal_is_listed_here(sides):
    """No screen of the staff, no API of theirs, no task: only what is written above and what add-ons declare."""
    served = {
        (method, re.sub(r"<[^>]*?(\w+)>", r"<\1>", rule.rule))
        for rule in sides.portal.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    of_real_addons = {
        (method, path) for method, path in served if not path.startswith(("/ouvrages", *(p for _, p in ROUTES)))
    }
    assert served >= ROUTES.keys() | GUILD.keys()
    assert {endpoint for endpoint in sides.portal.blueprints} >= {"signing_in", "portal_pages", "guild_pages"}
    assert not {"accounts", "own_account", "api"} & sides.portal.blueprints.keys()
    for path in (
        "/api/v1/sites/",
        "/comptes/",
        "/droits/",
        "/taches/",
        "/sites/",
        "/_desk/guild.claim",
        "/recherche/x",
    ):
        assert sides.portal.test_client().get(path).status_code == 404
    assert all(method in {"GET", "POST"} for method, _ in of_real_addons)


@pytest.mark.rule("CGV-3.6")
def test_nobody_sees_anything_and_nothing_is_kept(sides, portal):
    for (method, rule), status in (ROUTES | GUILD).items():
        path = re.sub(r"<\w+>", "1", rule)
        answer = portal.open(path, method=method)
        assert answer.status_code == status, (method, path)
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "script-src 'nonce-" in answer.headers["Content-Security-Policy"]
        assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"]
        if status == 302:
            assert answer.location.startswith("/connexion")


@pytest.mark.rule("CGV-3.6")
def test_a_professional_sees_his_own_and_nothing_is_kept(sides, members):
    ada = sides.client("ada")
    answer = ada.get("/ouvrages/")
    text = answer.get_data(as_text=True)
    assert "ada-open" in text and "Ornans" in text
    assert "bob" not in text and "secret" not in text.lower()
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Cache-Control"] == "no-store"
    assert page(ada, "/ouvrages/partie") == "ada-dear, ada-open"


def test_the_bar_leads_to_the_pages_of_add_ons(sides, members):
    ada = sides.client("ada")
    assert ada.get("/").location == "/ouvrages/"
    bar = re.search(r'<nav class="portal-bar".*?</nav>', page(ada, "/ouvrages/"), re.S)[0]
    assert bar.index("Ouvrages") < bar.index("Mot de passe")
    assert re.findall(r'href="([^"]+)" aria-current="page"', bar) == ["/ouvrages/"]


def test_a_page_has_something_done_through_the_desk(sides, members):
    ada = sides.client("ada")
    answer = post(ada, f"/ouvrages/{members.jobs['ada-open']}/prendre", wish="vite")
    assert answer.status_code == 303
    assert "Pris :" in page(ada, answer.location)
    refused = post(ada, f"/ouvrages/{members.jobs['ada-dear']}/prendre")
    assert refused.status_code == 409
    text = refused.get_data(as_text=True)
    assert "L’ouvrage ada-dear vient d’être pris." in text
    assert "portal-bar" in text
    assert 'class="sidebar"' not in text


def test_a_form_that_is_not_ours_changes_nothing(sides, members):
    ada = sides.client("ada")
    assert ada.post(f"/ouvrages/{members.jobs['ada-open']}/prendre").status_code == 400


@pytest.mark.parametrize(("who", "app", "other"), [("wil", "portal", "base_url"), ("ada", "staff", "portal_url")])
def test_each_audience_has_its_own_door(sides, members, who, app, other):
    application = getattr(sides, app)
    client = application.test_client()
    source = client.get("/connexion").get_data(as_text=True)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', source)[1]
    answer = client.post("/connexion", data={"username": who, "password": PASSWORD, "csrf_token": token})
    assert answer.status_code == 403
    assert getattr(kernel_of(application).settings, other) in answer.get_data(as_text=True)
    wrong = client.post("/connexion", data={"username": who, "password": "x", "csrf_token": token})
    assert wrong.status_code == 401
    assert getattr(kernel_of(application).settings, other) not in wrong.get_data(as_text=True)


def test_a_token_opens_its_own_side_alone(sides, members, token_of):
    ada = {"Authorization": f"Bearer {token_of(members.users['ada'])}"}
    assert sides.portal.test_client().get("/ouvrages/", headers=ada).status_code == 200
    assert sides.staff.test_client().get("/api/v1/sites/", headers=ada).status_code == 401
    with sides.site.engines["owner"].connect() as connection:
        warden = connection.exec_driver_sql("select id from ab_user where username = 'wil'").scalar_one()
    wil = {"Authorization": f"Bearer {token_of(warden)}"}
    assert sides.staff.test_client().get("/api/v1/guild_jobs/", headers=wil).status_code != 401
    assert sides.portal.test_client().get("/ouvrages/", headers=wil).status_code == 302


def test_leaving_ends_the_session_on_the_server(sides, members):
    ada = sides.client("ada")
    cookie = next(
        cookie for cookie in ada._cookies.values() if "relais_portal" in cookie.key and "form" not in cookie.key
    )
    assert post(ada, "/deconnexion").status_code == 303
    again = {"Authorization": f"Bearer {cookie.value}"}
    assert sides.portal.test_client().get("/ouvrages/", headers=again).status_code == 302


def test_a_professional_changes_his_password(sides, members):
    ada, elsewhere = sides.client("ada"), sides.client("ada")
    chosen = "trois tortues traversent lentement"
    wrong = post(ada, "/compte/mot-de-passe", present="x", password=chosen, again=chosen)
    assert wrong.status_code == 422
    assert "Mot de passe actuel incorrect." in wrong.get_data(as_text=True)
    done = post(ada, "/compte/mot-de-passe", present=PASSWORD, password=chosen, again=chosen)
    assert done.status_code == 303
    assert ada.get("/ouvrages/").status_code == 200
    assert elsewhere.get("/ouvrages/").status_code == 302
    enter(sides.portal.test_client(), "ada", chosen)


def test_a_link_leads_its_holder_to_his_own_door(sides, members):
    def address(username):
        with sides.staff.app_context(), acting_as(System("test")):
            account = session.scalar(select(User.id).where(User.username == username))
            links.make_link(account, Purpose.FORGOTTEN)
            commit()
            link = session.scalar(select(OneTimeLink.id).where(OneTimeLink.account_id == account))
            return links.address_of(link)

    settings = kernel_of(sides.staff).settings
    assert address("wil").startswith(f"{settings.base_url}/mot-de-passe/")
    sent = address("ada")
    assert sent.startswith(f"{settings.portal_url}/mot-de-passe/")
    path = sent.removeprefix(settings.portal_url)
    assert sides.portal.test_client().get(path).status_code == 200


def test_the_portal_says_whether_it_may_serve(portal):
    answer = portal.get("/health/ready")
    assert answer.get_json() == {"status": "ok", "checks": {"database": True, "schema": True}, "worker": False}


def test_the_clock_of_a_test_is_that_of_the_policies(sides, members, clock):
    """The sessions of a frozen day are neither over nor still to come for the database."""
    for day in ("2026-03-01T12:00:00+00:00", "2031-03-01T12:00:00+00:00"):
        clock.set(datetime.fromisoformat(day))
        with sides.site.engines["owner"].begin() as connection:
            connection.execute(text("update guild_job set until = :until"), {"until": clock() + timedelta(hours=1)})
        ada = sides.client("ada")
        assert page(ada, "/ouvrages/partie") == "ada-dear, ada-open"
        clock.advance(timedelta(hours=1))
        assert page(ada, "/ouvrages/partie") == ""
