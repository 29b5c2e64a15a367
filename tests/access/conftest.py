from dataclasses import dataclass

import pytest

from app.access.grants import Audience
from app.access.identity import Account, acting_as
from app.access.in_force import enforce
from app.access.rules import Rules
from app.database import session
from app.models.base import Base
from tests.access import filing
from tests.access.filing.models import Folder, Label, Page

TABLES = [table for name, table in Base.metadata.tables.items() if name.startswith("fixture_")]


def account(*roles: str, id: int = 1, **more) -> Account:
    return Account(id, f"u{id}", "Ada", "Martin", f"u{id}@example.org", frozenset(roles), Audience.STAFF, **more)


@pytest.fixture(scope="session")
def rules():
    return Rules.collect([filing.addon])


@pytest.fixture
def tables(db, rules, system):
    enforce(rules)
    Base.metadata.create_all(db().connection(), tables=TABLES)
    return db


@dataclass
class Cabinet:
    """Ada's folder holds one open and one hidden page; Bob's folder holds one page and stands inside Ada's."""

    ada: int
    bob: int
    page: int
    hidden: int
    bobs_page: int
    label: int


@pytest.fixture
def people(tables):
    from app.access.accounts import User

    users = [
        User(username=name, first_name=name, last_name="Martin", email=f"{name}@example.org") for name in ("ada", "bob")
    ]
    session.add_all(users)
    session.flush()
    return users[0].id, users[1].id


@pytest.fixture
def cabinet(people):
    ada, bob = people
    label = Label(name="urgent")
    mine = Folder(name="mine", secret="s3", person=ada, labels=[label])
    theirs = Folder(name="theirs", person=bob, parent=mine, labels=[label])
    mine.pages = [Page(text="open", hidden=False), Page(text="hidden", hidden=True)]
    theirs.pages = [Page(text="bob's", hidden=False)]
    session.add_all([mine, theirs])
    session.flush()
    found = Cabinet(mine.id, theirs.id, mine.pages[0].id, mine.pages[1].id, theirs.pages[0].id, label.id)
    session.commit()
    return found


@pytest.fixture
def ada(people):
    """Act as Ada, who files: her own folders, every page that is not hidden."""
    who = account("filing_clerk", id=people[0])
    with acting_as(who):
        yield who
