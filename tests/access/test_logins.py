"""The login roles of the database: one per audience, none a member of another, each with its own rights."""

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import ProgrammingError

from app import create_app, database, demonstration
from app.access import logins
from app.models.base import Base
from app.upgrade import rules_of, tables_of_facts
from tests.access.test_administration import GOOD
from tests.access.test_sessions import NEW_PASSWORD, post
from tests.support.people import enter

pytestmark = pytest.mark.real_roles


@pytest.fixture
def granted(site):
    with site.engines["owner"].connect() as connection:
        logins.ensure(connection, site.settings)
        logins.grant(connection, site.settings, facts=tables_of_facts(rules_of(site.settings)))
    return site


@pytest.fixture
def as_login(granted):
    def run(login, statement, **values):
        with granted.engines[login].begin() as connection:
            return connection.execute(text(statement), values)

    return run


def names(site):
    return {login: make_url(url).username for login, url in site.urls.items()}


@pytest.mark.parametrize("login", ["auth", "staff", "portal"])
def test_no_login_becomes_another(granted, as_login, login):
    for other in set(names(granted).values()) - {names(granted)[login]}:
        for attempt in (f"set role {other}", f"set session authorization {other}"):
            with pytest.raises(ProgrammingError):
                as_login(login, attempt)
        with pytest.raises(ProgrammingError):
            as_login(login, "select set_config('role', :other, true)", other=other)


def test_the_portal_may_nothing_before_the_policies_are_written(as_login):
    for table in Base.metadata.tables:
        with pytest.raises(ProgrammingError):
            as_login("portal", f"select 1 from {table}")


def test_identification_reads_people_and_nothing_of_the_business(as_login):
    as_login("auth", "select id, password from ab_user")
    as_login("auth", "select 1 from base_staff_profile")
    for table in ("base_site", "history_entry", "journal_row", "zones_commune", "professionals_professional"):
        with pytest.raises(ProgrammingError):
            as_login("auth", f"select 1 from {table}")
    with pytest.raises(ProgrammingError):
        as_login("auth", "update ab_user set active = true")
    with pytest.raises(ProgrammingError):
        as_login("auth", "insert into ab_user_role (user_id, role_id) values (1, 1)")


def test_the_staff_neither_rewrites_the_past_nor_gives_itself_roles(as_login):
    as_login("staff", "select 1 from base_site")
    for statement in (
        "update history_entry set at = now()",
        "delete from history_entry",
        "update journal_row set kind = 'x'",
        "delete from journal_row",
        "insert into ab_role (id, name) values (999, 'x')",
        "create table mine (id int)",
    ):
        with pytest.raises(ProgrammingError):
            as_login("staff", statement)


CLOSED = (
    "select password from ab_user",
    "select * from ab_user",
    "select 1 from ab_user where password is null",
    "update ab_user set password = 'x'",
    "update ab_user set active = false where password = 'x'",
    "update ab_user set email = 'x'",
    "insert into ab_user (username, first_name, last_name, email, password) values ('x', 'x', 'x', 'x', 'x')",
    "delete from ab_user",
    "copy ab_user to stdout",
)


@pytest.mark.parametrize("statement", CLOSED)
def test_the_staff_neither_reads_nor_writes_passwords(as_login, statement):
    with pytest.raises(ProgrammingError):
        as_login("staff", statement)


def test_the_staff_opens_and_closes_accounts(as_login):
    opened = "insert into ab_user (id, username, first_name, last_name, email) values (9, 'x', 'x', 'x', 'x')"
    as_login("staff", opened)
    as_login("staff", "select id, username, active from ab_user for key share")
    as_login("staff", "update ab_user set active = false")


@pytest.fixture
def installed(granted):
    """The application under the real logins, with the people of the demonstration."""
    before = dict(database.engines)
    app = create_app(granted.settings)
    demonstration.load(app)
    yield app
    for engine in database.engines.values():
        engine.dispose()
    database.engines.clear()
    database.engines.update(before)


def test_accounts_are_administered_under_the_real_logins(installed):
    admin = installed.test_client()
    enter(admin, "admin", "demonstration-admin")
    answer = post(admin, "/comptes/nouveau", **GOOD)
    assert answer.status_code == 303
    assert "Invité, sans mot de passe encore" in admin.get(answer.location).get_data(as_text=True)
    assert post(admin, f"{answer.location}/roles", roles=["ACCOUNTANT"]).status_code == 303
    assert post(admin, f"{answer.location}/inviter").status_code == 303
    assert post(admin, f"{answer.location}/desactiver").status_code == 303
    page = admin.get("/comptes/").get_data(as_text=True)
    assert "Perrin" in page
    typed = {"present": "demonstration-admin", "password": NEW_PASSWORD, "again": NEW_PASSWORD}
    assert post(admin, "/compte/mot-de-passe", **typed).status_code == 303
    enter(installed.test_client(), "admin", NEW_PASSWORD)


def test_a_second_time_changes_nothing(granted):
    def rights():
        columns = "select attrelid::regclass, attname, attacl::text from pg_attribute where attacl is not null"
        with granted.engines["owner"].connect() as connection:
            tables = connection.execute(text("select relname, relacl::text from pg_class where relkind = 'r'"))
            return {*tables, *connection.execute(text(columns))}

    before = rights()
    with granted.engines["owner"].connect() as connection:
        logins.ensure(connection, granted.settings)
        logins.grant(connection, granted.settings, facts=tables_of_facts(rules_of(granted.settings)))
    assert rights() == before
