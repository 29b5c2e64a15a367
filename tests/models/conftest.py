"""The specimens' tables, in this worker's database, and what history needs."""

import pytest
from flask import Flask

from app.access.rules import Rules
from app.database import commit
from app.kernel import Kernel
from app.models import history
from app.models.base import Base
from tests.models.specimens import TABLES, Borough, Forge, Talent, Tool


@pytest.fixture(scope="session", autouse=True)
def specimens(settings, owner):
    """Tables of the throw-away add-on."""
    Base.metadata.create_all(owner, tables=TABLES)
    history.install(Flask("specimens"), Kernel(settings=settings, addons=(), active=(), rules=Rules((), (), ())))


@pytest.fixture
def specimens_of():
    """Create the same tables in the database of a site."""
    return lambda engine: Base.metadata.create_all(engine, tables=TABLES)


@pytest.fixture
def nimes(db, system):
    town = Borough(code="30189", name="Nîmes")
    db.add(town)
    db.flush()
    return town


@pytest.fixture
def workshop(db, nimes):
    """A workshop already saved, with a tool and a skill, its past written."""
    made = Forge(name="L’Œuvre d’Étienne", phone="+33199000001", town=nimes)
    made.tools.append(Tool(label="Rabot"))
    made.skills.append(Talent(code="bois", label="Travail du bois"))
    db.add(made)
    commit()
    return made
