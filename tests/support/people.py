"""Fixtures around the acting person: the application, its clients, accounts that sign in through the form."""

import re
import secrets
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.security import generate_password_hash

from app import create_app, database
from app.access.accounts import Role, User
from app.access.identity import Account, System, acting_as
from app.settings import Settings

PASSWORD = "une phrase de passe assez longue"
#: A real hash costs 50 ms at each sign-in; what is tested is not its strength.
QUICK_HASH = "pbkdf2:sha256:1"


@pytest.fixture(scope="session")
def app(settings: Settings) -> Flask:
    """The application with every add-on, on this worker's database. Use it with ``db``."""
    found = create_app(settings)
    found.testing = True
    found.config["FAB_PASSWORD_HASH_METHOD"] = QUICK_HASH
    return found


@pytest.fixture
def client(app: Flask, db) -> FlaskClient:
    """A browser that nobody signed in with."""
    return app.test_client()


@pytest.fixture
def login_as(app: Flask, db) -> Callable[..., FlaskClient]:
    """``login_as("role_a", "role_b")`` makes an account with these roles and returns a client signed in with it;
    ``login_as(account)`` signs in an account made before, whose password is ``people.PASSWORD``."""

    def sign_in(*who: str | Account) -> FlaskClient:
        username = next((account.username for account in who if isinstance(account, Account)), None)
        client = app.test_client()
        enter(client, username or new_account(*(role for role in who if isinstance(role, str))))
        return client

    return sign_in


def new_account(*roles: str, username: str | None = None) -> str:
    """Make and commit an account with these role codes and the tests' password. Returns its user name."""
    username = username or f"essai.{secrets.token_hex(4)}"
    with acting_as(System("test")):
        user = User(
            first_name="Camille",
            last_name="Essai",
            username=username,
            email=f"{username}@example.org",
            active=True,
            password=generate_password_hash(PASSWORD, QUICK_HASH),
        )
        user.roles = [database.session.scalars(select(Role).where(Role.name == code)).one() for code in roles]
        database.session.add(user)
        database.commit()
    return username


def enter(client: FlaskClient, username: str, password: str = PASSWORD) -> None:
    """Sign in through the form, as a person does."""
    page = client.get("/connexion").get_data(as_text=True)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    data = {"username": username, "password": password, "csrf_token": token[1] if token else ""}
    answer = client.post("/connexion", data=data)
    assert answer.status_code == 303, answer.get_data(as_text=True)


@pytest.fixture(autouse=True)
def nobody_stays(request: pytest.FixtureRequest) -> Iterator[None]:
    """No test begins with the identity or the session of another."""
    yield
    with acting_as(None):
        database.session.remove()
