"""Who reaches what: the portal reaches nothing of the vault but sealed copies, and nobody rewrites the log."""

import re
import uuid
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from addons.base import addon as base
from app import create_app
from app.access.grants import Audience
from app.models.base import Base
from app.privacy import data_map
from app.privacy.vault import Person, keep, open_from_portal, seal_for_portal
from app.privacy.vault.contact import Contact
from app.privacy.vault.errors import NoKey, SealBroken
from app.privacy.vault.installation import prepare
from app.privacy.vault.keys import EXTENSION, Keys, keys_in_force
from app.privacy.vault.keystore import METADATA
from app.settings import SettingsError
from app.upgrade import ROOT
from tests.privacy.vault.desk import addon

COMMANDS = ("select * from {}", "insert into {} default values", "update {} set id = id", "delete from {}")


@pytest.mark.real_roles
@pytest.mark.parametrize("login", ["portal", "auth"])
@pytest.mark.parametrize("table", ["contact", "contact_access"])
@pytest.mark.parametrize("command", COMMANDS)
def test_the_other_logins_reach_no_contact(site, login, table, command):
    with site.engines[login].connect() as connection, pytest.raises(ProgrammingError, match="permission denied"):
        connection.execute(text(command.format(table)))


@pytest.mark.real_roles
@pytest.mark.parametrize("login", ["portal", "auth"])
def test_the_other_logins_do_not_enter_the_database_of_keys(site, login):
    url = site.engines[login].url.set(database=create_engine(site.settings.keys_url).url.database)
    engine = create_engine(url)
    with pytest.raises(OperationalError, match="permission denied"):
        engine.connect()
    engine.dispose()


@pytest.mark.real_roles
def test_the_login_of_keys_adds_and_destroys_and_never_rewrites(site):
    engine = create_engine(site.settings.keys_url)
    with engine.connect() as connection:
        connection.execute(text("select count(*) from data_key"))
        with pytest.raises(ProgrammingError, match="permission denied"):
            connection.execute(text("update data_key set wrapped = ''"))
        connection.rollback()
        with pytest.raises(ProgrammingError, match="permission denied"):
            connection.execute(text("create table elsewhere (id int)"))
    engine.dispose()


@pytest.mark.real_roles
@pytest.mark.parametrize("command", ["update contact_access set purpose = 'x'", "delete from contact_access"])
def test_the_staff_does_not_rewrite_who_opened_what(site, command):
    with site.engines["staff"].connect() as connection, pytest.raises(ProgrammingError, match="permission denied"):
        connection.execute(text(command))


@pytest.mark.real_roles
def test_the_main_database_holds_no_key_and_that_of_keys_no_contact(site):
    keys = create_engine(site.settings.keys_url)
    assert set(inspect(keys).get_table_names()) == {"data_key"}
    assert "data_key" not in inspect(site.engines["owner"]).get_table_names()
    keys.dispose()


@pytest.mark.real_roles
def test_the_main_database_is_refused_as_key_store_even_under_another_name(site):
    with pytest.raises(SettingsError, match="base principale"):
        prepare(replace(site.settings, keys_url=site.settings.staff_database_url))
    assert "data_key" not in inspect(site.engines["owner"]).get_table_names()


@pytest.mark.real_roles
def test_preparing_twice_changes_nothing(site):
    prepare(site.settings)
    prepare(site.settings)
    engine = create_engine(site.settings.keys_url)
    with engine.connect() as connection:
        connection.execute(text("select id from data_key limit 1"))
    engine.dispose()


def test_a_unique_violation_in_the_key_store_quotes_nothing(vault):
    key = keys_in_force().draw()
    store = keys_in_force().needed_store()
    with pytest.raises(DBAPIError) as refused:
        store.add(key.id, b"wrapped-canary")
    assert "wrapped-canary" not in str(refused.value)


def test_the_portal_opens_its_own_copies_and_nothing_else(vault, vault_app, operators, canary, monkeypatch):
    box = seal_for_portal(canary, "order_line|12")
    whole = keys_in_force()
    monkeypatch.setitem(vault_app.extensions, EXTENSION, Keys(None, whole.portal, None))
    assert open_from_portal(box, "order_line|12") == canary
    with pytest.raises(SealBroken):
        open_from_portal(box, "order_line|13")
    for refused in (keys_in_force().draw, lambda: keys_in_force().data_keys([uuid.uuid4()])):
        with pytest.raises(NoKey):
            refused()


def test_the_portal_s_application_is_given_the_portal_key_alone(settings, vault_app):
    portal = create_app(settings, addons=(base, addon), audience=Audience.PORTAL)
    keys = portal.extensions[EXTENSION]
    assert (keys.master, keys.store) == (None, None)
    assert keys.portal is not None
    addresses = {rule.rule for rule in portal.url_map.iter_rules()}
    assert [rule for rule in addresses if "coordonnees" in rule or "/contacts/" in rule] == []


def test_a_copy_of_a_contact_is_the_person(vault, operators, canary):
    contact = keep(canary, operator_id=operators[0])
    assert open_from_portal(seal_for_portal(contact, "order_line|1"), "order_line|1") == canary
    assert b"zwykanari" not in seal_for_portal(Person(last_name="zwykanari"), "a")


def test_every_column_says_what_it_holds():
    entries = {(entry.table, entry.column): entry for entry in data_map.data_map(METADATA)}
    assert {column for _table, column in entries} == {"id", "wrapped", "made_at"}
    declared = {
        entry.column: entry
        for entry in data_map.data_map(Base.metadata)
        if entry.table in (Contact.__tablename__, "contact_access")
    }
    assert None not in {entry.declaration for entry in (*entries.values(), *declared.values())}
    assert {name for name, entry in declared.items() if entry.personal} == {
        *("civility", "first_name", "last_name", "company_name", "phone", "second_phone"),
        *("email", "street", "floor", "access", "tokens"),
    }


def test_no_view_template_or_route_peeks():
    """``peek`` is for services: what answers somebody calls ``reveal``, which is logged."""
    folders = ("app/screens", "app/api", "app/records", "app/templates", "app/portal")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in (".py", ".html")]
    files += [path for pattern in ("views", "views/**/*", "portal", "pages") for path in _addon_files(pattern)]
    assert [str(path) for path in files if re.search(r"\bpeek\b", path.read_text(encoding="utf-8"))] == []
    assert len(files) > 50


def _addon_files(pattern: str) -> list[Path]:
    return list(ROOT.glob(f"addons/*/{pattern}.py"))
