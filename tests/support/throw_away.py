"""A throw-away add-on beside the real ones, in the whole application: its tables, its people, its records."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from werkzeug.security import generate_password_hash
from werkzeug.serving import WSGIRequestHandler, make_server

from app import create_app
from app.access.accounts import Role, User
from app.access.identity import Account, System, acting_as
from app.access.login_sessions import open_session
from app.access.tables import SessionKind
from app.addons import Addon, discover
from app.database import commit, session
from app.models.base import Base
from app.settings import Settings
from tests.support.people import PASSWORD, QUICK_HASH


def application_with(addon: Addon, settings: Settings) -> Flask:
    """The application with every add-on and this one."""
    app = create_app(settings, addons=(*discover(), addon))
    app.testing = True
    return app


def create_tables(addon: Addon, engine: Engine) -> None:
    """Make the tables of a throw-away add-on, which has no migration."""
    tables = [table for name, table in Base.metadata.tables.items() if name.startswith(f"{addon.name}_")]
    Base.metadata.create_all(engine, tables=tables)


def add_to(app: Flask) -> Callable[..., list[int]]:
    """What adds records as the system, commits, and returns their ids."""

    def add(*made: Base) -> list[int]:
        with app.app_context(), acting_as(System("test")):
            session.add_all(made)
            session.flush()
            ids = [each.id for each in made]
            commit()
            session.remove()
        return ids

    return add


def token_of(who: Account) -> str:
    """A token for an account in the database with the names and the roles of ``who``, made when it is missing."""
    with acting_as(System("test")):
        user = session.scalar(select(User).where(User.username == who.username))
        if user is None:
            known = set(session.scalars(select(Role.name)))
            session.add_all(Role(name=code) for code in who.roles - known)
            session.flush()
            roles = session.scalars(select(Role).where(Role.name.in_(who.roles))).all()
            user = User(username=who.username, first_name=who.first_name, last_name=who.last_name, email=who.email)
            user.active, user.roles, user.password = True, list(roles), generate_password_hash(PASSWORD, QUICK_HASH)
            session.add(user)
            session.flush()
        token = open_session(user.id, SessionKind.API).token
        commit()
    return token


class Everybody(FlaskClient):
    """A client for all people of a test: the header ``X-Account`` says who acts, the first one when it is absent."""

    def __init__(self, *args: Any, people: Mapping[str, Account], **more: Any) -> None:
        super().__init__(*args, **more)
        with self.application.app_context():
            self.tokens = {name: token_of(account) for name, account in people.items()}

    def open(self, *args: Any, headers: Mapping[str, str] | None = None, **more: Any) -> Any:
        given = dict(headers or {})
        token = self.tokens[given.pop("X-Account", next(iter(self.tokens)))]
        return super().open(*args, headers={"Authorization": f"Bearer {token}", **given}, **more)


def everybody(app: Flask, people: Mapping[str, Account]) -> Everybody:
    """A client of ``app`` for these people, by the name that ``X-Account`` gives them."""
    return Everybody(app, app.response_class, use_cookies=True, people=people)


class _Silent(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """Requests are no news here."""


@contextmanager
def served(client: Everybody) -> Iterator[str]:
    """The application of ``client`` on a port, to whoever comes as the first of its people.

    One request at a time, on the connection of the test.
    """
    authorization = f"Bearer {next(iter(client.tokens.values()))}"

    def signed_in(environ: dict[str, Any], start_response: Any) -> Any:
        return client.application(environ | {"HTTP_AUTHORIZATION": authorization}, start_response)

    server = make_server("127.0.0.1", 0, signed_in, threaded=False, request_handler=_Silent)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
