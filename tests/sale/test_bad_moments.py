"""What goes wrong between the claim and the contact, on the real thing: each time one winner, one debit, or none."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from addons.orders.models import Reservation
from addons.payments.models import EventOutcome, Payment, ProviderEvent
from addons.payments.sandbox.signature import HEADER, secret, sign
from app.models import clock
from tests.sale.house import House, wait_for
from tests.sale.scene import Buyer, Program, Scene, Telephone, decide

_numbers = count(1)


@pytest.fixture(scope="module")
def buyer(scene: Scene) -> Buyer:
    return scene.professional()


@pytest.fixture(scope="module")
def rival(scene: Scene) -> Buyer:
    return scene.professional()


@pytest.fixture
def lead(scene: Scene, agent: Program, buyer: Buyer, rival: Buyer) -> dict[str, Any]:
    """A request on sale, of somebody else each time."""
    number = next(_numbers)
    return scene.publish(agent, {"last_name": "Moment", "phone": f"06 39 98 72 {number:02d}"})


def _events(house: House, order_id: int) -> list[EventOutcome]:
    """What became of each thing the bank said of an order."""
    with house.within() as session:
        told = select(ProviderEvent.outcome).join(Payment).where(Payment.order_id == order_id)
        return list(session.scalars(told.order_by(ProviderEvent.id)))


def _told(house: House, page: str, key: str | None = None, **changes: Any) -> httpx.Response:
    """Say to the back office what the bank could say of the payment of a page, signed with ``key``."""
    with house.within() as session:
        found = session.scalars(select(Payment).where(Payment.page_url == page)).one()
        event = {"id": f"evt_forged_{found.id}", "type": "captured", "ref": found.provider_ref, "key": found.key}
        event |= {"amount": str(found.amount_ttc), "currency": "EUR", "at": clock.now().isoformat()}
    body = json.dumps(event | changes).encode()
    headers = {HEADER: sign(key or secret(house.settings), body), "Content-Type": "application/json"}
    url = f"{house.settings.base_url}/webhooks/payments/sandbox"
    return httpx.post(url, content=body, headers=headers, timeout=60, trust_env=False)


@pytest.mark.rule("CGV-6.4")
def test_an_event_told_twice_sells_once(house: House, buyer: Buyer, lead):
    order_id, page = buyer.begin(lead)
    decide(page, "twice")
    buyer.wait(order_id, "fulfilled")
    # The same event again is recognised by its id, another one that says the same has nothing left to do.
    outcomes = wait_for("both events", lambda: found if len(found := _events(house, order_id)) == 2 else None)
    assert outcomes == [EventOutcome.APPLIED, EventOutcome.BEHIND]
    documents = buyer.get(f"portal/orders/{order_id}/documents")["items"]
    assert [each["kind"] for each in documents] == ["invoice", "contact_sheet"]


@pytest.mark.rule("CGV-6.4")
def test_a_forged_event_and_an_old_one_pay_nothing(house: House, buyer: Buyer, lead):
    order_id, page = buyer.begin(lead)
    assert _told(house, page, key="somebody else's key").status_code == 401
    with clock.frozen(clock.now() - timedelta(minutes=10)):
        assert _told(house, page).status_code == 401
    assert (buyer.order(order_id)["state"], buyer.order(order_id)["payment"]) == ("awaiting_payment", "initiated")
    assert _events(house, order_id) == []


@pytest.mark.rule("CGV-6.4")
@pytest.mark.parametrize("wrong", [{"amount": "0.01"}, {"currency": "USD"}])
def test_another_amount_is_set_aside_and_nobody_pays_twice(house: House, buyer: Buyer, lead, wrong):
    order_id, page = buyer.begin(lead)
    assert _told(house, page, **wrong).json() == {"outcome": "quarantined"}
    assert buyer.order(order_id)["state"] == "awaiting_payment"
    refused = buyer.post(f"portal/orders/{order_id}/pay", 409)
    assert refused["message"] == "Nous vérifions votre paiement, ne payez pas une seconde fois."
    buyer.get(f"portal/orders/{order_id}/contact", 404)


@pytest.mark.rule("CGV-6.4")
def test_a_double_click_on_pay_opens_one_payment(house: House, buyer: Buyer, lead):
    order_id = buyer.claim(lead)["order"]
    form = {"price_seen_ht": lead["price_ht"], "method": "card"}
    phones = [Telephone.of(house.settings.portal_url, buyer.username) for _ in range(4)]
    with ThreadPoolExecutor(len(phones)) as fingers:
        pressed = [fingers.submit(phone.send, f"/achats/panier/{order_id}/payer", **form) for phone in phones]
        answers = [each.result() for each in pressed]
    for phone in phones:
        phone.browser.close()
    assert {answer.status_code for answer in answers} == {200}
    with house.within() as session:
        [payment] = session.scalars(select(Payment).where(Payment.order_id == order_id))
        assert all(payment.page_url in answer.text for answer in answers)


@pytest.mark.rule("CGV-3.8")
def test_many_hands_on_one_request_have_one_winner(scene: Scene, buyer: Buyer, rival: Buyer, lead):
    hands: list[Buyer] = [buyer, rival] * 4
    asked = {"price_seen_ht": lead["price_ht"], "available": True}
    with ThreadPoolExecutor(len(hands)) as pool:
        path = f"/api/v1/portal/requests/{lead['id']}/claim"
        answers = list(pool.map(lambda each: (each.username, each.send("POST", path, json=asked)), hands))
    winners = {(name, answer.json()["order"]) for name, answer in answers if answer.status_code == 200}
    assert len(winners) == 1
    assert {answer.json()["rule"] for _, answer in answers if answer.status_code == 409} <= {"CGV-3.8"}


@pytest.mark.rule("CGV-3.8")
def test_a_basket_that_fell_is_the_next_one_s(house: House, buyer: Buyer, rival: Buyer, lead):
    order_id = buyer.claim(lead)["order"]
    rival.claim(lead, 409)
    with house.within() as session:
        basket = session.get_one(Reservation, order_id)
        basket.reserved_at -= timedelta(hours=1)
        basket.expires_at = clock.now() - timedelta(seconds=1)
    assert buyer.confirm(order_id, lead, 409)["rule"] == "CGV-3.8"
    assert rival.buy(lead) != order_id
    buyer.get(f"portal/orders/{order_id}", 404)


@pytest.mark.rule("CGV-6.6")
def test_a_price_that_changed_is_confirmed_anew(agent: Program, buyer: Buyer, lead):
    changed = agent.post(f"leads/{lead['id']}/reprice", final_ht="33.00", reason="Accès difficile, vu au téléphone.")
    assert buyer.claim(lead, 409)["rule"] == "CGV-6.6"
    order_id = buyer.claim(changed)["order"]
    assert buyer.confirm(order_id, lead, 409)["rule"] == "CGV-6.6"
    assert buyer.confirm(order_id, changed)["total_ht"] == "33.00"
    refused = agent.post(f"leads/{lead['id']}/reprice", 409, final_ht="20.00", reason="Trop tard, elle est au panier.")
    assert refused["code"]


@pytest.mark.rule("CGV-10.4")
def test_suspended_while_he_pays_he_gets_his_money_back(house: House, scene: Scene, agent: Program):
    """The request goes to nobody with his money: it is offered again."""
    doubtful, manager = scene.professional(), scene.staff("MANAGER", "ACCOUNTANT")
    lead = scene.publish(agent, {"last_name": "Moment", "phone": f"06 39 98 72 {next(_numbers):02d}"})
    order_id, page = doubtful.begin(lead)
    facts = {"motive": "suspected_fraud", "facts": "Fausse attestation d’assurance reçue ce matin."}
    manager.post(f"professionals/{doubtful.professional_id}/suspend", **facts)
    decide(page, "pay")
    doubtful.wait(order_id, "not_fulfilled")
    doubtful.get(f"portal/orders/{order_id}/contact", 404)
    assert doubtful.get(f"portal/orders/{order_id}/documents") == {"items": []}
    given_back = wait_for("the refund", lambda: _refund_of(manager, order_id))
    assert (given_back["cause"], given_back["state"]) == ("buyer_suspended", "confirmed")
    assert agent.get(f"leads/{lead['id']}")["state"] == "published"


def _refund_of(manager: Program, order_id: int) -> dict[str, Any] | None:
    payments = {each["id"] for each in manager.get("payments/?limit=100")["items"] if each["order"]["id"] == order_id}
    refunds: list[dict[str, Any]] = manager.get("refunds/?state=confirmed&limit=100")["items"]
    return next((each for each in refunds if each["payment"]["id"] in payments), None)


@pytest.mark.rule("CGV-5.5")
@pytest.mark.rule("CGV-6.1")
def test_a_refused_card_and_a_bank_that_hesitates(buyer: Buyer, lead):
    order_id, page = buyer.begin(lead)
    decide(page, "refuse")
    wait_for("the refusal", lambda: buyer.order(order_id)["payment"] == "failed")
    assert buyer.order(order_id)["state"] == "awaiting_payment"
    again = buyer.post(f"portal/orders/{order_id}/pay")["url"]
    assert again != page
    decide(again, "later")
    wait_for("the wait", lambda: buyer.order(order_id)["payment"] == "pending")
    refused = buyer.post(f"portal/orders/{order_id}/pay", 409)
    assert refused["rule"] == "CGV-6.4"
    buyer.get(f"portal/orders/{order_id}/contact", 404)


def test_tasks_that_were_away_say_what_they_owe_when_they_come_back(house: House, buyer: Buyer, lead):
    """The sale does not wait for them: contact at once, document and message when they are back."""
    house.stop("worker")
    try:
        order_id, page = buyer.begin(lead)
        decide(page, "pay")
        buyer.wait(order_id, "fulfilled")
        assert buyer.get(f"portal/orders/{order_id}/contact")["last_name"] == "Moment"
        assert buyer.get(f"portal/orders/{order_id}/documents")["items"][0]["url"] is None
    finally:
        house.start("worker")
    wait_for("the document", lambda: buyer.get(f"portal/orders/{order_id}/documents")["items"][0]["url"])
