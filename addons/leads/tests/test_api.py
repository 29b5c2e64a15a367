"""The preparation of a sale by a program, from the call to the publication."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from addons.base.models import StaffKind, StaffProfile
from addons.leads.models import Lead, State
from app.access.accounts import User
from app.access.identity import System, acting_as
from app.database import commit
from tests.support.people import PASSWORD, new_account

CLIENT = {"phone": "06 39 98 12 12", "civility": "Mme", "last_name": "Essai", "street": "1 rue de l’Essai"}


class Program:
    """What an agent's program asks of the API."""

    def __init__(self, client, token):
        self.client, self.headers = client, {"Authorization": f"Bearer {token}"}

    def ask(self, method, path, expected=200, **body):
        sent = {} if method == "GET" else {"json": body}
        answer = self.client.open(f"/api/v1/{path}", method=method, headers=self.headers, **sent)
        assert answer.status_code == expected, answer.get_json()
        return answer.get_json()

    def post(self, path, expected=200, **body):
        return self.ask("POST", path, expected, **body)


@pytest.fixture
def facts(operator, line, leak, nimes):
    """Ids of what the program names."""
    return {"operator": operator.id, "site": line.id, "need": leak.id, "commune": nimes.id}


@pytest.fixture
def agent(app, db, clock, facts):
    """An agent of the operator, trained, signed in by a program."""
    username = new_account("AGENT")
    with acting_as(System("test")):
        user_id = db.scalar(select(User.id).where(User.username == username))
        trained = {"kind": StaffKind.EMPLOYEE, "is_trade_professional": True, "is_default": True}
        db.add(StaffProfile(user_id=user_id, operator_id=facts["operator"], **trained))
        commit()
    client = app.test_client()
    signed_in = client.post("/api/v1/security/login", json={"username": username, "password": PASSWORD})
    return Program(client, signed_in.get_json()["access_token"])


@pytest.fixture
def call(agent, facts):
    """A call whose client accepted the recording."""

    def make():
        id_ = agent.post("calls/", 201, site=facts["site"])["id"]
        for step in ("answer", "give_notice", "accept_recording"):
            agent.post(f"calls/{id_}/{step}")
        return id_

    return make


def test_a_program_prepares_a_sale(db, agent, facts, call):
    lead = agent.post("leads/", 201, call=call())
    assert lead["reference"] == "DI-2026-000001"
    path = f"leads/{lead['id']}"
    filled = agent.ask("PATCH", path, need=facts["need"], postal_code="30000", version=lead["version"])
    assert (filled["urgency"], filled["complexity"], filled["intent"]) == ("immediate", 2, 5)
    named = agent.post(f"{path}/identify", commune=facts["commune"], **CLIENT)
    assert named["client"]["label"] == "Mme E•••• – 06 •• •• •• 12"
    agent.post(f"{path}/read_back")
    agent.post(f"{path}/announce_transfer", accepted=True)
    assert agent.post(f"{path}/qualify")["state"] == "qualified"
    refused = agent.post(f"{path}/publish", 422)
    assert (refused["message"], refused["rule"]) == ("Un tarif est requis avant publication.", "CGV-3.16")
    with acting_as(System("test")):
        priced = db.get(Lead, lead["id"])
        priced.state, priced.price_ht = State.PRICED, Decimal("25.00")
        commit()
    published = agent.post(f"{path}/publish")
    assert (published["state"], published["expires_at"]) == ("published", "2026-11-21T13:00:00Z")


@pytest.mark.rule("CGV-21.5")
def test_a_program_begins_nothing_before_the_choice(agent, facts):
    id_ = agent.post("calls/", 201, site=facts["site"])["id"]
    agent.post(f"calls/{id_}/answer")
    assert agent.post("leads/", 422, call=id_)["rule"] == "CGV-21.2"
    agent.post(f"calls/{id_}/give_notice")
    assert agent.post("leads/", 422, call=id_)["rule"] == "CGV-21.5"
    agent.post(f"calls/{id_}/refuse_recording")
    assert agent.post("leads/", 422, call=id_)["rule"] == "CGV-21.5"
    assert agent.ask("GET", "leads/")["total"] == 0


def test_a_known_client_asks_first_and_is_found_by_his_number(agent, facts, call):
    first = agent.post("leads/", 201, call=call())
    agent.post(f"leads/{first['id']}/identify", **CLIENT)
    second = agent.post("leads/", 201, call=call())
    question = agent.post(f"leads/{second['id']}/identify", 409, **CLIENT)
    assert (question["code"], list(question["fields"])) == ("answer_expected", ["again"])
    assert first["reference"] in question["message"]
    assert agent.ask("GET", f"leads/{second['id']}")["client"] is None
    agent.post(f"leads/{second['id']}/identify", again="new", **CLIENT)
    for typed in ("06%2039%2098%2012%2012", "essai"):
        assert agent.ask("GET", f"leads/?q={typed}")["total"] == 2
    assert agent.ask("GET", "leads/?q=06%2039%2098%2012%2013")["total"] == 0


def test_what_is_missing_is_named_field_by_field(agent, call):
    lead = agent.post("leads/", 201, call=call())
    agent.post(f"leads/{lead['id']}/identify", **CLIENT)
    refused = agent.post(f"leads/{lead['id']}/qualify", 422)
    assert set(refused["fields"]) == {"postal_code", "commune", "trade", "need", "urgency", "complexity", "intent"}


def test_who_the_client_is_stays_out_of_forms(agent, call):
    """A link to a contact is made by a service; nobody types an id."""
    lead = agent.post("leads/", 201, call=call())
    agent.ask("PATCH", f"leads/{lead['id']}", 400, client=1, version=lead["version"])
    agent.ask("PATCH", f"leads/{lead['id']}", 400, price_ht="1.00", version=lead["version"])
