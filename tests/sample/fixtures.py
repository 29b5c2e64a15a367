"""The throw-away add-on beside the real ones, in an application of its own: its tables, its people, its records."""

from dataclasses import dataclass, replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete

from app.access.grants import Audience
from app.access.identity import Account, System, acting_as
from app.database import commit
from tests.sample import addon
from tests.sample.models import Crate, Item, Shelf, Tag
from tests.support.throw_away import application_with, create_tables, token_of

KEEPER = Account(1, "keeper", "Ana", "Magasin", "ana@example.org", frozenset({"sample_keeper"}), Audience.STAFF)
CLERK = replace(
    KEEPER,
    id=2,
    username="clerk",
    first_name="Luc",
    last_name="Comptoir",
    email="luc@example.org",
    roles=frozenset({"sample_clerk"}),
)
VISITOR = replace(KEEPER, id=3, username="visitor", email="vic@example.org", roles=frozenset({"sample_visitor"}))


@pytest.fixture(scope="session")
def sample_tables(owner):
    create_tables(addon, owner)


@pytest.fixture(scope="session")
def sample_app(settings):
    return application_with(addon, settings)


@pytest.fixture
def records(sample_app, sample_tables, db):
    """The session, inside the application, on an empty add-on."""
    with sample_app.app_context():
        yield db


@pytest.fixture
def acting(records):
    """``with acting(KEEPER):`` — what others wrote must be committed first."""
    return acting_as


@pytest.fixture
def stock(records):
    """Adds records as the system and commits: ``stock(Crate(…), …)`` returns their ids."""

    def add(*made):
        with acting_as(System("test")):
            records().add_all(made)
            records().flush()
            ids = [each.id for each in made]
            commit()
        return ids

    return add


@pytest.fixture
def emptied(records):
    """Forgets every record of the add-on."""

    def forget():
        with acting_as(System("test")):
            for model in (Item, Crate, Shelf, Tag):
                records().execute(delete(model))
            commit()

    return forget


@pytest.fixture
def program(entered, sample_tables, db):
    """``program(KEEPER).get("/crates/")``: a program that signs in as this account and speaks JSON; None is nobody."""
    return entered


@pytest.fixture
def entered(sample_app):
    """The same, on whatever database the session is bound to."""

    def enter(who):
        client = sample_app.test_client()
        return Program(client, {} if who is None else {"Authorization": f"Bearer {token_of(who)}"})

    return enter


@dataclass
class Program:
    client: FlaskClient
    headers: dict[str, str]

    def get(self, path, **more):
        return self.send("GET", path, **more)

    def post(self, path, **more):
        return self.send("POST", path, **more)

    def patch(self, path, **more):
        return self.send("PATCH", path, **more)

    def delete(self, path, **more):
        return self.send("DELETE", path, **more)

    def send(self, method, path, headers=None, **more):
        return self.client.open(f"/api/v1{path}", method=method, headers={**self.headers, **(headers or {})}, **more)
