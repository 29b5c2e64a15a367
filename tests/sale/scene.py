"""The people of a sale and what they do, each through their own door: API of the staff, API of the portal, bank.

``build(house)`` makes an operator who sells, ``Scene.staff`` and ``Scene.professional`` open accounts;
``Scene.publish`` takes a call to its publication, ``Buyer.buy`` goes from the claim to the contact. A kill campaign
uses the same.
"""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

import httpx
from sqlalchemy import select
from stdnum import luhn

from addons.base.models import Operator, Site, StaffKind, StaffProfile, Trade
from addons.leads.models import Need
from addons.leads.parameters import LEAD_OPENING_DELAY_SECONDS
from addons.legal.services import draft_from_model, terms_in_force
from addons.legal.services import publish as publish_terms
from addons.professionals.models import (
    CoverageLine,
    Document,
    DocumentKind,
    LegalForm,
    Professional,
    ProfessionalAccount,
    State,
    TempAgency,
    Verdict,
)
from addons.professionals.services import accept_terms
from addons.zones.models import Commune
from app.access.accounts import User
from app.models import clock
from app.models.parameters import set_value
from tests.sale.house import House, wait_for
from tests.support.people import PASSWORD, new_account

OPERATOR, TRADE, NEED, COMMUNE, POSTAL_CODE = "monsieur-boris", "plomberie", "canalisation-bouchee", "30189", "30000"
#: A number that no telephone rings at.
LINE = "+33199000100"
_numbers = count(1)


@dataclass
class Program:
    """Somebody's program: a bearer token, and every answer that it was given."""

    base: str
    token: str
    heard: list[bytes] = field(default_factory=list, repr=False)

    @classmethod
    def of(cls, base: str, username: str) -> "Program":
        """Sign in as a program does."""
        asked = {"username": username, "password": PASSWORD}
        answer = httpx.post(f"{base}/api/v1/security/login", json=asked, timeout=60, trust_env=False)
        assert answer.status_code == 200, answer.text
        return cls(base, answer.json()["access_token"])

    def send(self, method: str, path: str, **more: Any) -> httpx.Response:
        """What is answered, whatever it is."""
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        answer = httpx.request(method, self.base + path, headers=headers, timeout=60, trust_env=False, **more)
        self.heard.append(str(answer.headers).encode() + answer.content)
        return answer

    def get(self, path: str, expected: int = 200) -> Any:
        """The JSON of a GET."""
        answer = self.send("GET", f"/api/v1/{path}")
        assert answer.status_code == expected, (path, answer.text)
        return answer.json()

    def post(self, path: str, expected: int = 200, /, **body: Any) -> Any:
        """The JSON of a POST."""
        answer = self.send("POST", f"/api/v1/{path}", json=body)
        assert answer.status_code == expected, (path, answer.text)
        return answer.json()

    def patch(self, path: str, **body: Any) -> Any:
        """The JSON of a PATCH."""
        answer = self.send("PATCH", f"/api/v1/{path}", json=body)
        assert answer.status_code == 200, (path, answer.text)
        return answer.json()


@dataclass
class Buyer(Program):
    """A professional's program."""

    professional_id: int = 0
    username: str = ""

    def claim(self, lead: dict[str, Any], expected: int = 200, **changes: Any) -> Any:
        """Put a request in the basket at its present price."""
        asked = {"price_seen_ht": lead["price_ht"], "available": True} | changes
        return self.post(f"portal/requests/{lead['id']}/claim", expected, **asked)

    def confirm(self, order_id: int, lead: dict[str, Any], expected: int = 200) -> Any:
        """Confirm the basket."""
        return self.post(f"portal/orders/{order_id}/confirm", expected, price_seen_ht=lead["price_ht"])

    def begin(self, lead: dict[str, Any]) -> tuple[int, str]:
        """Claim, confirm and open the payment: the order, and the page where it is paid."""
        order_id = self.claim(lead)["order"]
        self.confirm(order_id, lead)
        return order_id, self.post(f"portal/orders/{order_id}/pay")["url"]

    def buy(self, lead: dict[str, Any]) -> int:
        """The whole purchase; returns once the contact is his."""
        order_id, page = self.begin(lead)
        decide(page, "pay")
        self.wait(order_id, "fulfilled")
        return order_id

    def order(self, order_id: int) -> Any:
        """Where an order stands."""
        return self.get(f"portal/orders/{order_id}")

    def wait(self, order_id: int, state: str) -> Any:
        """The order, once it is in this state."""
        return wait_for(
            f"order {order_id} {state}",
            lambda: found if (found := self.order(order_id))["state"] == state else None,
        )


def decide(page: str, choice: str) -> None:
    """What the buyer presses on the provider's page."""
    answer = httpx.post(page, data={"choice": choice}, timeout=60, trust_env=False)
    assert answer.status_code == 303, answer.text


@dataclass
class Scene:
    """An operator who sells in Nîmes, and the ids that its programs name."""

    house: House
    operator_id: int
    site_id: int
    need_id: int
    commune_id: int

    def staff(self, *roles: str) -> Program:
        """A trained person of the operator with these roles, signed in by a program."""
        return Program.of(self.house.settings.base_url, self.staff_account(*roles))

    def staff_account(self, *roles: str) -> str:
        """A trained person of the operator with these roles: the user name; the password is that of the tests."""
        return employ(self.house, self.operator_id, *roles)

    def professional(self, **changes: Any) -> Buyer:
        """A validated professional who may buy here, with an access, signed in by a program."""
        with self.house.as_owner():
            username = new_account("PROFESSIONAL")
        with self.house.within() as session:
            professional = _professional(session, self, changes)
            user_id = session.scalars(select(User.id).where(User.username == username)).one()
            session.add(ProfessionalAccount(operator_id=self.operator_id, professional=professional, user_id=user_id))
            session.flush()
            id_ = professional.id
        signed_in = Program.of(self.house.settings.portal_url, username)
        return Buyer(signed_in.base, signed_in.token, professional_id=id_, username=username)

    def publish(self, agent: Program, person: dict[str, str], **changes: Any) -> dict[str, Any]:
        """A call and its request, from the ringing to the publication: the request as the API tells it."""
        lead = self.begin(agent, **changes)
        agent.post(f"leads/{lead['id']}/identify", commune=self.commune_id, **person)
        return self.finish(agent, lead["id"])

    def begin(self, agent: Program, **changes: Any) -> dict[str, Any]:
        """A call whose client accepts the recording, and what he needs; who he is comes next."""
        call = agent.post("calls/", 201, site=self.site_id)
        for step in ("answer", "give_notice", "accept_recording"):
            agent.post(f"calls/{call['id']}/{step}")
        lead = agent.post("leads/", 201, call=call["id"])
        filled = {"need": self.need_id, "postal_code": POSTAL_CODE, "public_description": "Évier bouché."} | changes
        found: dict[str, Any] = agent.patch(f"leads/{lead['id']}", version=lead["version"], **filled)
        return found

    def finish(self, agent: Program, lead_id: int) -> dict[str, Any]:
        """From a named client to the publication, at the proposed price."""
        agent.post(f"leads/{lead_id}/read_back")
        agent.post(f"leads/{lead_id}/announce_transfer", accepted=True)
        for step in ("qualify", "price"):
            agent.post(f"leads/{lead_id}/{step}")
        found: dict[str, Any] = agent.post(f"leads/{lead_id}/publish")
        return found


def employ(house: House, operator_id: int, *roles: str) -> str:
    """Have somebody of the trade work for an operator, with these roles: the user name."""
    with house.as_owner():
        username = new_account(*roles)
    with house.within() as session:
        user_id = session.scalars(select(User.id).where(User.username == username)).one()
        session.add(
            StaffProfile(
                user_id=user_id,
                operator_id=operator_id,
                kind=StaffKind.MANAGER if "MANAGER" in roles else StaffKind.EMPLOYEE,
                is_default=True,
                is_trade_professional=True,
            )
        )
    return username


def build(house: House) -> Scene:
    """Make the operator of the defaults sell: terms in force, a line, requests open to all at once."""
    with house.within() as session:
        operator = session.scalars(select(Operator).where(Operator.code == OPERATOR)).one()
        operator.lead_selling_enabled = True
        site = session.scalars(select(Site).where(Site.operator_id == operator.id).order_by(Site.id)).first()
        site.phone_line = LINE
        publish_terms(draft_from_model(operator))
        # Nobody waits here for the instant that opens a request to all.
        set_value(LEAD_OPENING_DELAY_SECONDS, operator.id, 0)
        session.flush()
        need = session.scalars(select(Need.id).where(Need.code == NEED)).one()
        commune = session.scalars(select(Commune.id).where(Commune.code == COMMUNE)).one()
        return Scene(house, operator.id, site.id, need, commune)


def _professional(session: Any, scene: Scene, changes: dict[str, Any]) -> Professional:
    number = next(_numbers)
    operator = session.get_one(Operator, scene.operator_id)
    trade = session.scalars(select(Trade).where(Trade.code == TRADE)).one()
    siren = f"0000{number:04d}"
    insured = {
        "operator": operator,
        "verdict": Verdict.CONFORM,
        "policy_number": f"P-{number}",
        "valid_from": clock.today() - timedelta(days=200),
        "valid_to": clock.today() + timedelta(days=400),
    }
    values = {
        "operator": operator,
        "business_name": f"Plomberie {number}",
        "siren": siren + luhn.calc_check_digit(siren),
        "legal_form": LegalForm.SARL,
        "last_name": "Essai",
        "first_name": "Camille",
        "phone": f"+3363998{number:04d}",
        "email": f"plomberie.{number}@example.org",
        "street": "1 rue de l’Essai",
        "postal_code": POSTAL_CODE,
        "commune_id": scene.commune_id,
        "temp_agency": TempAgency.NO,
        "stated_professional_at": clock.now(),
        "trades": [trade],
        "main_trade": trade,
        "state": State.VALIDATED,
        "coverage": [CoverageLine(operator=operator, commune_id=scene.commune_id, validated=True)],
        "documents": [
            Document(kind=DocumentKind.INSURANCE_RC_PRO, **insured),
            Document(kind=DocumentKind.INSURANCE_DECENNALE, trade=trade, **insured),
        ],
    }
    professional = Professional(**values | changes)
    session.add(professional)
    session.flush()
    accept_terms(professional, terms_in_force(operator.id))
    return professional


@dataclass
class Telephone:
    """A professional's browser, without the drawing: pages, forms, and every byte that came."""

    base: str
    browser: httpx.Client = field(repr=False)
    heard: list[bytes] = field(default_factory=list, repr=False)

    @classmethod
    def of(cls, base: str, username: str) -> "Telephone":
        """Sign in through the form."""
        found = cls(base, httpx.Client(base_url=base, timeout=60, trust_env=False))
        answer = found.send("/connexion", username=username, password=PASSWORD)
        assert answer.status_code == 303, answer.text
        return found

    def open(self, path: str, *, fragment: bool = False) -> httpx.Response:
        """A page, or what a page asks for by itself."""
        return self._hear(self.browser.get(path, headers={"HX-Request": "true"} if fragment else {}))

    def send(self, path: str, **form: str) -> httpx.Response:
        """A form of ours, where it leads not being followed."""
        page = self.browser.get("/connexion" if path == "/connexion" else "/achats/")
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
        assert token, page.text
        return self._hear(self.browser.post(path, data={"csrf_token": token[1], **form}))

    def _hear(self, answer: httpx.Response) -> httpx.Response:
        self.heard.append(str(answer.headers).encode() + answer.content)
        return answer
