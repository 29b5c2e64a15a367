"""Fixtures around the professionals' portal: both applications of an installation of its own, under the real logins."""

import importlib
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text
from werkzeug.serving import WSGIRequestHandler, make_server

from app import create_app, database
from app.access import logins, policies, synchronise
from app.access.grants import Audience
from app.access.identity import System, acting_as
from app.addons import Addon, discover
from app.kernel import kernel_of
from app.models import clock
from app.portal import desk_client
from app.upgrade import tables_of_facts
from tests.support.browser import LiveServer, free_port
from tests.support.database import Site
from tests.support.people import QUICK_HASH, enter, new_account
from tests.support.site_process import web
from tests.support.throw_away import create_tables


class _Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"  # connections stay open, as gunicorn keeps them

    def log(self, type: str, message: str, *args) -> None:
        """Requests are no news here."""


class OnTime(FlaskClient):
    """A client of the portal: policies tell the time by the database, which is set to the test's clock first."""

    def open(self, *args, **more):
        self.application.extensions["tests.set_time"]()
        return super().open(*args, **more)


@dataclass
class Sides:
    """The back office and the portal of one installation, in this process; the desk between them is a real server."""

    site: Site
    staff: Flask
    portal: Flask
    desk_url: str

    def account(self, *roles: str, username: str | None = None) -> str:
        """Make an account with these role codes and the tests' password; its user name."""
        with database.as_owner(self.site.settings), self.staff.app_context():
            return new_account(*roles, username=username)

    def client(self, username: str) -> FlaskClient:
        """A client of the portal, signed in."""
        client = self.portal.test_client()
        enter(client, username)
        return client


@pytest.fixture
def side_addons() -> tuple[Addon, ...]:
    """The add-ons of both sides: every one of the project. Tests of a throw-away add-on override it."""
    return discover()


@pytest.fixture
def sides(site: Site, side_addons: tuple[Addon, ...]) -> Iterator[Sides]:
    """Both applications on a clone; ``sides.account("ROLE")`` then ``sides.client(username)``."""
    with both_sides(site, side_addons) as found:
        yield found


@contextmanager
def both_sides(site: Site, addons: tuple[Addon, ...]) -> Iterator[Sides]:
    """Both applications of a clone, inside the block."""
    before = dict(database.engines)
    database.engines.clear()
    staff = create_app(site.settings, addons=addons)
    if thrown_away := set(addons) - set(discover()):
        _upgrade(staff, site, thrown_away)
    with serving(staff) as desk_url:
        portal = create_app(replace(site.settings, desk_url=desk_url), addons=addons, audience=Audience.PORTAL)
        portal.test_client_class = OnTime
        portal.extensions["tests.set_time"] = _time_of(site.engines["owner"])
        for app in (staff, portal):
            app.testing = True
            app.config["FAB_PASSWORD_HASH_METHOD"] = QUICK_HASH
        yield Sides(site, staff, portal, desk_url)
        desk_client.close(portal)
    database.session.remove()
    for engine in database.engines.values():
        engine.dispose()
    database.engines.clear()
    database.engines.update(before)


@pytest.fixture
def desk_server(sides: Sides) -> str:
    """Address of the back office that carries out the portal's commands, for real on loopback."""
    return sides.desk_url


@pytest.fixture
def portal(sides: Sides) -> FlaskClient:
    """A browser on the portal that nobody signed in with; ``people.enter(portal, username)`` signs in."""
    return sides.portal.test_client()


@pytest.fixture(scope="session")
def portal_server(live_server: LiveServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The portal of ``live_server``, served by gunicorn, for browser tests: its address."""
    settings = replace(live_server.settings, portal_port=free_port())
    settings = replace(settings, portal_url=f"http://127.0.0.1:{settings.portal_port}")
    log: Path = tmp_path_factory.mktemp("portal") / "portal.log"
    with web(settings, log, served="portal") as address:
        yield address


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """An application on a port of loopback, as many requests at once as there are; its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _upgrade(app: Flask, site: Site, addons: Iterable[Addon]) -> None:
    """What ``relais upgrade`` does for add-ons that have no migration."""
    owner, rules = site.engines["owner"], kernel_of(app).rules
    for addon in addons:
        create_tables(addon, owner)
        with owner.begin() as connection:
            for made in getattr(importlib.import_module(addon.package), "FUNCTIONS", ()):
                connection.exec_driver_sql(made)
    with database.as_owner(site.settings), app.app_context(), acting_as(System("test")):
        synchronise.permissions(kernel_of(app))
        database.commit()
    with owner.connect() as connection:
        logins.grant(connection, site.settings, facts=tables_of_facts(rules))
        policies.write(connection, logins.Names.of(site.settings), rules)


def _time_of(owner: Engine) -> Callable[[], None]:
    """What sets the clock of the policies to that of the test."""
    told = ["now()"]

    def set_time() -> None:
        source = clock._source
        wanted = f"'{source().isoformat()}'::timestamptz" if isinstance(source, clock.Frozen) else "now()"
        if told != [wanted]:
            made = "create or replace function portal_now() returns timestamptz language sql stable security definer "
            with owner.begin() as connection:
                connection.execute(text(f"{made} set search_path = pg_catalog as $$ select {wanted} $$"))
            told[:] = [wanted]

    return set_time
