"""A small invented company, shared by the tests of the add-ons: two operators, their people, a corner of the map."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from itertools import count

import pytest
from flask import Flask
from sqlalchemy import select

from addons.base.models import Operator, Site, StaffKind, StaffProfile, Trade
from addons.base.roles import MANAGER
from addons.zones.models import Area, Commune, CommuneKind, Department, PostalCode, Region
from app import load
from app.access.accounts import User
from app.access.grants import Audience, Role
from app.access.identity import Account, System, acting_as
from app.access.in_force import enforce
from app.access.rules import Rules
from app.addons import discover, ordered
from app.database import commit
from app.kernel import Kernel
from app.models import history
from app.settings import Settings

_numbers = count(1)


@pytest.fixture(scope="session", autouse=True)
def rules(settings: Settings) -> Rules:
    """The rules of every add-on, in force outside of any application, and the key of history."""
    every = ordered(discover())
    load(every, ("models", "privacy", "roles", "access", "parameters", "services"))
    found = Rules.collect(every)
    enforce(found)
    history.install(Flask("addons"), Kernel(settings=settings, addons=every, active=every, rules=found))
    return found


@pytest.fixture
def stored(db) -> Callable:
    """``stored(Model, key, **values)``: the record of that natural key, made when the template lacks it."""

    def find_or_make(model, /, *, values=None, **key):
        record = db.scalar(select(model).filter_by(**key))
        if record is None:
            record = model(**key, **(values or {}))
            db.add(record)
        db.flush()
        return record

    return find_or_make


@pytest.fixture
def operator(system, stored) -> Operator:
    """An operator of the tests, apart from those of the defaults."""
    return stored(
        Operator, code="essai", values={"legal_name": "Essai", "brand_name": "Essai", "lead_selling_enabled": True}
    )


@pytest.fixture
def other_operator(system, stored) -> Operator:
    """Another operator, whose records nobody of the first may see."""
    return stored(Operator, code="voisin", values={"legal_name": "Voisin", "brand_name": "Voisin"})


@pytest.fixture
def plumbing(system, stored, operator) -> Trade:
    """A regulated trade that needs a décennale, handled by a live site of the operator."""
    trade = stored(
        Trade, code="essai-plomberie", values={"label": "Plomberie", "is_regulated": True, "needs_decennale": True}
    )
    stored(Site, host="essai.example.org", values={"label": "Essai", "operator": operator, "trades": [trade]})
    return trade


@pytest.fixture
def locks(system, stored) -> Trade:
    """A trade without any requirement, which no site of the operator handles."""
    return stored(Trade, code="essai-serrurerie", values={"label": "Serrurerie"})


@pytest.fixture
def gard(system, stored) -> Department:
    """The département of Nîmes."""
    region = stored(Region, code="76", values={"name": "Occitanie", "area": Area.METROPOLITAN})
    return stored(Department, code="30", values={"name": "Gard", "area": Area.METROPOLITAN, "region": region})


@pytest.fixture
def commune(system, stored) -> Callable[..., Commune]:
    """``commune("30189", "Nîmes", department, "30000 30900")``: a commune with its postal codes."""

    def make(code, name, department, postal_codes, parent=None):
        kind = CommuneKind.ARRONDISSEMENT if parent else CommuneKind.COMMUNE
        values = {"name": name, "department": department, "postal_codes": postal_codes, "parent": parent, "kind": kind}
        found = stored(Commune, code=code, values=values)
        for postal_code in postal_codes.split():
            stored(PostalCode, code=postal_code, commune_id=found.id)
        return found

    return make


@pytest.fixture
def nimes(commune, gard) -> Commune:
    """Nîmes, 30000 and 30900."""
    return commune("30189", "Nîmes", gard, "30000 30900")


@pytest.fixture
def account(db, operator) -> Callable[..., Account]:
    """``account(MANAGER)``: somebody of the operator, trained, with a row of their own."""

    def make(*roles: Role, of: Operator | None = None) -> Account:
        with acting_as(System("test")):
            number = next(_numbers)
            user = User(
                first_name="Camille",
                last_name=f"Essai {number}",
                username=f"camille.{number}",
                email=f"camille.{number}@example.org",
                active=True,
            )
            kind = StaffKind.MANAGER if MANAGER in roles else StaffKind.EMPLOYEE
            db.add(user)
            db.flush()
            trained_on = date(2026, 1, 1)
            db.add(StaffProfile(user_id=user.id, operator=of or operator, kind=kind, internal_training_on=trained_on))
            db.flush()
        return Account(
            id=user.id,
            username=user.username,
            first_name=user.first_name,
            last_name=user.last_name,
            email=user.email,
            roles=frozenset(role.code for role in roles),
            audience=Audience.STAFF,
            operator_id=(of or operator).id,
            operator_ids=((of or operator).id,),
        )

    return make


@pytest.fixture
def acting(db) -> Callable[[Account], AbstractContextManager[None]]:
    """``with acting(account(AGENT)): …``: a session of that person's own, on what was saved before."""

    @contextmanager
    def as_them(person: Account) -> Iterator[None]:
        with acting_as(System("test")):
            commit()
        db.remove()
        with acting_as(person):
            yield
            commit()
        db.remove()

    return as_them
