"""Solo mode: one person with every hat opens a company that sells nothing yet, and carries a sale to its end alone."""

import re
from datetime import timedelta
from email import message_from_bytes, policy

import httpx
import pytest
from sqlalchemy import select

from addons.base.models import Operator
from addons.leads.parameters import LEAD_OPENING_DELAY_SECONDS
from app.models.clock import today
from app.models.parameters import set_value
from tests.sale.house import House, wait_for
from tests.sale.scene import Buyer, Program, employ

HATS = ("ADMIN", "MANAGER", "AGENT", "ACCOUNTANT", "DPO")
OPERATOR, PLUMBER = "mgreen", "solo.plombier@example.org"
PASSWORD = "quatre mots sans aucun rapport"


@pytest.fixture
def solo(house: House) -> Program:
    """The only person of the second operator of the defaults, for whom nothing was prepared."""
    with house.within() as session:
        operator_id = session.scalars(select(Operator.id).where(Operator.code == OPERATOR)).one()
        # Nobody waits here for the instant that opens a request to all.
        set_value(LEAD_OPENING_DELAY_SECONDS, operator_id, 0)
    return Program.of(house.settings.base_url, employ(house, operator_id, *HATS))


@pytest.mark.rule("CGV-0.2")
@pytest.mark.rule("CGV-3.10")
@pytest.mark.rule("CGV-4.2")
@pytest.mark.rule("CGV-10.4")
def test_one_person_does_every_workflow(house: House, solo: Program):
    _open_the_shop(solo)
    plumber_id = _enrol_a_plumber(solo)
    buyer = _let_him_in(house, solo, plumber_id)

    lead = _take_a_call(solo)
    offered = [each["id"] for each in buyer.get("portal/requests/")["items"]]
    assert offered == [lead["id"]]
    order_id = buyer.buy(lead)
    assert buyer.get(f"portal/orders/{order_id}/contact")["last_name"] == "Solitaire"

    # A transfer, which no provider captures: the accountant's hat.
    second = _take_a_call(solo, phone="06 39 98 71 02", last_name="Second")
    owed = buyer.claim(second)["order"]
    buyer.confirm(owed, second)
    payment = solo.post("payments/", 201, order=owed, method="transfer")
    solo.post(f"payments/{payment['id']}/receive", bank_reference="VIR 20261122", received_on=today().isoformat())
    buyer.wait(owed, "fulfilled")
    invoices = wait_for("both invoices", lambda: _both(solo))
    assert [each["number"][:2] for each in invoices] == ["SP", "SP"]

    # The manager's hat: a sanction and its end.
    facts = {"motive": "cgv_violation", "facts": "Numéro transmis à un tiers le jour même, deux témoins."}
    solo.post(f"professionals/{plumber_id}/suspend", **facts)
    third = _take_a_call(solo, phone="06 39 98 71 03", last_name="Troisième")
    assert buyer.get("portal/requests/")["items"] == []
    solo.post(f"professionals/{plumber_id}/reinstate", note="Le tiers était son associé, preuves au dossier.")
    solo.post(f"leads/{third['id']}/withdraw", outcome="client_withdrew")

    # The data officer's hat: whose it is, opened with a reason and logged.
    client_id = solo.get(f"leads/{lead['id']}")["client"]["id"]
    assert solo.post(f"contacts/{client_id}/open", purpose="rights")["phone"] == "+33639987101"


def _open_the_shop(solo: Program) -> None:
    [operator] = [each for each in solo.get("operators/")["items"] if each["code"] == OPERATOR]
    mentions = {"legal_form": "SARL", "siren": "000000026", "rcs_city": "Évry", "platform_name": "M’green Pro"}
    solo.patch(f"operators/{operator['id']}", version=operator["version"], lead_selling_enabled=True, **mentions)
    terms = solo.post("legal_versions/", 201)
    assert solo.post(f"legal_versions/{terms['id']}/publish")["state"] == "in_force"


def _enrol_a_plumber(solo: Program) -> int:
    trade = _id(solo, "trades", "code", "plomberie")
    commune = _id(solo, "communes", "code", "91549")
    on = today()
    year = {"valid_from": (on - timedelta(days=30)).isoformat(), "valid_to": (on + timedelta(days=300)).isoformat()}
    insured = {"verdict": "conform", "policy_number": "P-1", **year}
    documents = [
        {"kind": "identity", "verdict": "conform", "has_recto": True, "has_verso": True, **year},
        {"kind": "kbis", "verdict": "conform", "issued_on": (on - timedelta(days=10)).isoformat()},
        {"kind": "insurance_rc_pro", **insured},
        {"kind": "insurance_decennale", "trade": trade, **insured},
        {"kind": "diploma", "verdict": "conform", "trade": trade},
    ]
    id_ = solo.post(
        "professionals/",
        201,
        business_name="Plomberie du Hurepoix",
        siren="000000034",
        legal_form="sarl",
        last_name="Essai",
        first_name="Dominique",
        phone="06 39 98 71 11",
        email=PLUMBER,
        street="2 rue de l’Essai",
        postal_code="91700",
        commune=commune,
        main_trade=trade,
        trades=[trade],
        temp_agency="no",
        stated_professional_at=f"{on.isoformat()}T00:00:00Z",
        coverage=[{"postal_code": "91700", "validated": True}],
        contacts=[{"channel": "phone", "direction": "inbound"}],
        documents=documents,
    )["id"]
    for step in ("declare_profile", "open_account", "verify_documents", "ask_signature"):
        solo.post(f"professionals/{id_}/{step}")
    solo.post(f"professionals/{id_}/sign", signed_on=on.isoformat(), signatory="Dominique Essai")
    assert solo.post(f"professionals/{id_}/validate")["state"] == "validated"
    solo.post(f"professionals/{id_}/give_access")
    return int(id_)


def _let_him_in(house: House, solo: Program, plumber_id: int) -> Buyer:
    """He chooses his password behind the link that he was sent, then signs in."""
    link = wait_for("the invitation", lambda: _link(house))
    with httpx.Client(trust_env=False, timeout=60) as browser:
        page = browser.get(link)
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
        assert page.status_code == 200 and token
        chosen = {"csrf_token": token[1], "password": PASSWORD, "again": PASSWORD}
        assert browser.post(link, data=chosen).status_code == 303
    base = house.settings.portal_url
    asked = {"username": PLUMBER, "password": PASSWORD}
    given = httpx.post(f"{base}/api/v1/security/login", json=asked, trust_env=False, timeout=60).json()
    return Buyer(base, given["access_token"], professional_id=plumber_id, username=PLUMBER)


def _link(house: House) -> str | None:
    for raw in house.posted():
        message = message_from_bytes(raw, policy=policy.default)
        if message["To"] and PLUMBER in message["To"]:
            body = message.get_body(("plain",)).get_content()
            if found := re.search(rf"{re.escape(house.settings.portal_url)}/mot-de-passe/\S+", body):
                return found[0]
    return None


def _take_a_call(solo: Program, phone: str = "06 39 98 71 01", last_name: str = "Solitaire") -> dict:
    site = solo.get("sites/")["items"][0]["id"]
    call = solo.post("calls/", 201, site=site)
    for step in ("answer", "give_notice", "accept_recording"):
        solo.post(f"calls/{call['id']}/{step}")
    lead = solo.post("leads/", 201, call=call["id"])
    need = _id(solo, "needs", "code", "canalisation-bouchee")
    path = f"leads/{lead['id']}"
    solo.patch(path, version=lead["version"], need=need, postal_code="91700")
    commune = _id(solo, "communes", "code", "91549")
    solo.post(f"{path}/identify", phone=phone, civility="Mme", last_name=last_name, commune=commune)
    solo.post(f"{path}/read_back")
    solo.post(f"{path}/announce_transfer", accepted=True)
    solo.post(f"{path}/qualify")
    solo.post(f"{path}/price", final_ht="25.00", reason="Premier tarif de la maison.")
    return solo.post(f"{path}/publish")


def _both(solo: Program) -> list[dict] | None:
    found = solo.get("invoices/")["items"]
    return found if len(found) == 2 else None


def _id(solo: Program, resource: str, name: str, value: str) -> int:
    found = solo.get(f"{resource}/?q={value}")["items"]
    return int(next(each["id"] for each in found if each[name] == value))
