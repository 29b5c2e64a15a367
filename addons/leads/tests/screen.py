"""The call screen as a test holds it: one agent at one page, and what he types."""

import json
import re
import secrets
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from markupsafe import Markup
from sqlalchemy import select

from addons.base.models import StaffKind, StaffProfile
from addons.base.roles import AGENT
from addons.leads.call_panels import CALL_PANELS, CallPanel
from addons.leads.events import lead_published
from addons.leads.models import Lead, State
from app.access.accounts import User
from app.access.identity import System, acting_as
from app.database import commit, session
from app.privacy.vault import Contact, Person, peek
from tests.support.people import enter as sign_in
from tests.support.people import new_account

PHONE = "06 39 98 12 34"


@dataclass
class Screen:
    """A browser of one agent on the call screen, without its script."""

    client: FlaskClient
    site: int
    token: str = ""
    call: int = 0
    version: int | None = None

    def page(self, path: str) -> str:
        page = self.client.get(path).get_data(as_text=True)
        self.token = re.search(r'name="csrf" content="([^"]+)"', page)[1]
        return page

    def facts(self) -> dict:
        page = self.page(f"/appel/{self.call}")
        return json.loads(re.search(r'id="call-facts">(.*?)</script>', page, re.DOTALL)[1])

    def post(self, path: str, body: dict, key: str | None = None):
        headers = {"X-CSRFToken": self.token, "Idempotency-Key": key or secrets.token_hex(8)}
        return self.client.post(path, json=body, headers=headers)

    def ask(self, what: str, key: str | None = None, **body):
        return self.post(f"/appel/{self.call}/{what}", body, key)

    def resume(self):
        return self.client.post(f"/appel/{self.call}/reprise", json={}, headers={"X-CSRFToken": self.token})

    def open(self, **more) -> "Screen":
        self.page("/appel/")
        answer = self.post("/appel/", {"site": str(self.site), **more})
        assert answer.status_code == 200, answer.get_data(as_text=True)
        self.call = int(answer.json["next"].rpartition("/")[2])
        return self

    def accept(self) -> "Screen":
        assert self.ask("information").status_code == 200
        assert self.ask("choix", accepted=True).json["step"] == "open"
        return self

    def save(self, expected: int = 200, **fields):
        answer = self.ask("brouillon", version=self.version, fields=fields)
        assert answer.status_code == expected, answer.get_data(as_text=True)
        if expected == 200:
            self.version = answer.json["version"]
        return answer.json

    def finish(self, **panels):
        return self.ask("publication", version=self.version, panels=panels)


@pytest.fixture
def places(system, line) -> tuple[int, int]:
    """The site and its operator, committed: requests have sessions of their own."""
    commit()
    return line.id, line.operator_id


@pytest.fixture
def screen(app, db, clock, places):
    """``screen("AGENT")``: somebody of the operator, trained, on the call screen."""

    def enter(*roles: str, mandated: bool = True) -> Screen:
        site, operator = places
        username = new_account(*(roles or (AGENT.code,)))
        with acting_as(System("test")):
            user = session.scalars(select(User).where(User.username == username)).one()
            if mandated:
                profile = StaffProfile(user_id=user.id, operator_id=operator, kind=StaffKind.EMPLOYEE)
                profile.internal_training_on = date(2026, 1, 1)
                session.add(profile)
            commit()
        client = app.test_client()
        sign_in(client, username)
        return Screen(client, site)

    return enter


@pytest.fixture
def priced_by_panel(monkeypatch):
    """A panel in the place of pricing’s, that gives the price typed in it, 25 € by default; nobody listens beyond."""

    def finish(lead: Lead, typed) -> None:
        lead.state, lead.price_ht = State.PRICED, Decimal(typed.get("final_ht") or "25")

    panel = CallPanel("pricing", "Tarif", lambda lead: Markup("<b>25 €</b>"), finish, frozenset({"need"}))
    monkeypatch.setitem(CALL_PANELS, "pricing", panel)
    with lead_published.muted():
        yield


@pytest.fixture
def everything(leak, plumbing, nimes, places):
    """All that a call may say."""
    return {
        "phone": PHONE,
        "name": "Mme Essai",
        "second_phone": "01 99 00 12 34",
        "email": "essai@example.org",
        "need": {"need": leak.id, "trade": plumbing.id},
        "place": {"commune": nimes.id, "postal_code": "30900"},
        "street": "1 rue de l’Essai",
        "floor": "2e",
        "access": "code 1234",
        "public_description": "Fuite sous l’évier",
        "internal_note": "Rappeler après 18 h",
        "read_back": True,
        "transfer": "yes",
    }


def all_of(model):
    with acting_as(System("test")):
        session.expire_all()
        return session.scalars(select(model).order_by(model.id)).all()


def client_of(lead: Lead) -> Person:
    with acting_as(System("test")):
        return peek(session.get(Contact, lead.client_id))
