"""The sandbox as a provider: its page, its events, and the whole sale through both processes' doors."""

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import httpx
import pytest
from sqlalchemy import func, select

from addons.orders.models import Order, OrderState, SealedContact
from addons.orders.tests.street import Street
from addons.payments import adapters
from addons.payments.adapters import Fact, Wanted
from addons.payments.models import Payment, PaymentState, ProviderEvent, Refund
from addons.payments.sandbox.adapter import Sandbox
from addons.payments.sandbox.delivery import Delivery
from addons.payments.sandbox.signature import HEADER, sign
from addons.payments.sandbox.store import PAGE_CLOSES, Store
from addons.payments.sandbox.web import LATE, LATER, make_web
from addons.payments.tests.conftest import KEY, invoiced
from app import database
from tests.support.portal import serving
from tests.support.site_process import PATIENCE

WANTED = Wanted("key-1", Decimal("35.88"), "CMD-2026-000001", "http://127.0.0.1/achats/1")


@pytest.fixture
def ref(bank, clock):
    """A payment that the sandbox knows."""
    return bank.adapter.open(WANTED).ref


def choose(bank, ref, choice):
    return httpx.post(f"{bank.address}/payer/{ref}", data={"choice": choice}, follow_redirects=False)


def planned(bank):
    return [(event.type, event.due_at) for event in bank.store.due()]


def test_the_same_key_opens_the_same_page(bank, ref):
    assert bank.adapter.open(WANTED).ref == ref


def test_the_page_says_what_is_paid_and_that_no_money_moves(bank, ref):
    page = httpx.get(f"{bank.address}/payer/{ref}")
    assert page.status_code == 200
    for text in ("35,88", "CMD-2026-000001", "aucun argent ne circule", "Payer", "Refuser"):
        assert text in page.text
    assert "script" not in page.text
    assert httpx.get(f"{bank.address}/payer/unknown").status_code == 404


@pytest.mark.parametrize(
    ("choice", "state", "events"),
    [
        ("pay", Fact.CAPTURED, ["captured"]),
        ("refuse", Fact.FAILED, ["failed"]),
        ("later", Fact.PENDING, ["pending"]),
        ("twice", Fact.CAPTURED, ["captured", "captured", "captured"]),
        ("late", Fact.OPENED, []),
        ("dance", Fact.OPENED, []),
    ],
)
def test_each_button_does_what_it_says(bank, ref, choice, state, events):
    answer = choose(bank, ref, choice)
    assert (answer.status_code, answer.headers["Location"]) == (303, WANTED.return_url)
    assert bank.adapter.fetch(ref, WANTED.key).fact is state
    assert [kind for kind, _due in planned(bank)] == events


def test_twice_is_the_same_event_and_another_one(bank, ref):
    choose(bank, ref, "twice")
    ids = [event.id for event in bank.store.due()]
    assert len(ids) == 3
    assert len(set(ids)) == 2


@pytest.mark.parametrize(("choice", "wait"), [("later", LATER), ("late", LATE)])
def test_what_comes_later_comes_in_its_time(bank, ref, clock, choice, wait):
    choose(bank, ref, choice)
    clock.advance(wait - timedelta(seconds=1))
    assert "captured" not in [kind for kind, _due in planned(bank)]
    clock.advance(timedelta(seconds=1))
    assert "captured" in [kind for kind, _due in planned(bank)]


def test_what_is_decided_stays_decided(bank, ref):
    choose(bank, ref, "refuse")
    choose(bank, ref, "pay")
    assert bank.adapter.fetch(ref, WANTED.key).fact is Fact.FAILED


def test_a_page_nobody_used_is_closed(bank, ref, clock):
    clock.advance(PAGE_CLOSES + timedelta(seconds=1))
    bank.store.close_old_pages()
    assert bank.adapter.fetch(ref, WANTED.key).fact is Fact.CANCELLED


def test_a_customer_signs_what_he_asks(bank):
    body = json.dumps({"ref": None, "key": "key-1"}).encode()
    for header in ("", sign("another key", body), sign(KEY, b"{}")):
        answer = httpx.post(f"{bank.address}/api/payments/state", content=body, headers={HEADER: header})
        assert answer.status_code == 401


def test_what_it_remembers_outlives_it(bank, ref, tmp_path):
    bank.store.close()
    again = Store(tmp_path / "sandbox.sqlite")
    assert again.find(ref, None).key == WANTED.key
    again.close()


# The whole sale, over HTTP, with the worker of the sandbox.


@pytest.fixture
def street(sides, tmp_path, monkeypatch):
    """The street, its bank and the bank's worker, which delivers to the back office for real."""
    store = Store(tmp_path / "sandbox.sqlite")
    with serving(make_web(store, KEY, "http://bank.example.org")) as address:
        adapter = Sandbox(address, KEY)
        monkeypatch.setitem(adapters._builds, "sandbox", lambda settings: adapter)
        delivery = Delivery(store, f"{sides.desk_url}/webhooks/payments/sandbox", KEY)
        found = Street(sides)
        found.bank, found.store = address, store
        delivery.start()
        yield found
        delivery.stop()
    store.close()


def pay_on_the_page(street, choice="pay"):
    """Claim, confirm, open, and choose on the page of the bank; the id of the order."""
    order_id = street.order("ada")
    status, answer = street.ask("ada", "payments.open", order_id=order_id, method="card")
    assert status == 200, answer
    ref = answer["answer"]["url"].rpartition("/")[2]
    httpx.post(f"{street.bank}/payer/{ref}", data={"choice": choice})
    return order_id


def wait_for(street, order_id, state, condition=lambda: True):
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit:
        with street.staff():
            if database.session.get_one(Order, order_id).state is state and condition():
                return
        time.sleep(0.05)
    raise AssertionError(f"the order never became {state.code}")


def events():
    return database.session.scalar(select(func.count()).select_from(ProviderEvent))


@pytest.mark.real_roles
@pytest.mark.rule("CGV-6.4")
@pytest.mark.rule("CGV-3.9")
@pytest.mark.parametrize(("choice", "told"), [("pay", 1), ("twice", 2)])
def test_paid_on_the_page_of_the_bank(street, choice, told):
    order_id = pay_on_the_page(street, choice)
    wait_for(street, order_id, OrderState.FULFILLED, lambda: events() == told)
    with street.staff():
        assert invoiced(database.session) == [order_id]
        assert database.session.scalars(select(Refund)).all() == []
        line_id = database.session.get_one(Order, order_id).lines[0].id
    assert len(street.open_box("ada", line_id)) == 1
    status, answer = street.ask("ada", "payments.status", order_id=order_id)
    assert (status, answer["answer"]["sentence"]) == (200, "Paiement reçu : les coordonnées sont à vous.")
    assert street.ask("bob", "payments.status", order_id=order_id)[0] == 404
    assert street.ask("bob", "payments.open", order_id=order_id, method="card")[0] == 404


@pytest.mark.real_roles
def test_between_yes_and_no_the_professional_is_told_not_to_pay_again(street):
    order_id = pay_on_the_page(street, "later")
    wait_for(street, order_id, OrderState.AWAITING_PAYMENT, lambda: events() == 1)
    _status, answer = street.ask("ada", "payments.status", order_id=order_id)
    assert answer["answer"] == {
        "order": "awaiting_payment",
        "payment": "pending",
        "sentence": "Nous vérifions votre paiement, ne payez pas une seconde fois.",
    }
    assert street.ask("ada", "payments.open", order_id=order_id, method="card")[0] == 409
    with street.staff():
        assert database.session.scalars(select(SealedContact)).all() == []


@pytest.mark.real_roles
@pytest.mark.rule("CGV-6.4")
def test_events_that_come_all_at_once_capture_once(street):
    order_id = street.order("ada")
    _status, answer = street.ask("ada", "payments.open", order_id=order_id, method="card")
    ref = answer["answer"]["url"].rpartition("/")[2]
    street.store.decide(ref, "captured")
    payment = street.store.find(ref, None)
    gate = threading.Barrier(8)

    def deliver(number):
        body = json.dumps(
            {"id": f"evt_{number % 2}", "type": "captured", "ref": ref, "key": payment.key, "amount": payment.amount,
             "currency": "EUR", "at": payment.at}
        ).encode()  # fmt: skip
        gate.wait()
        address = f"{street.sides.desk_url}/webhooks/payments/sandbox"
        return httpx.post(address, content=body, headers={HEADER: sign(KEY, body)}, timeout=PATIENCE).json()["outcome"]

    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(deliver, range(8)))
    assert sorted(outcomes) == ["applied", "behind", *["repeated"] * 6]
    with street.staff():
        assert database.session.get_one(Order, order_id).state is OrderState.FULFILLED
        assert invoiced(database.session) == [order_id]


@pytest.mark.real_roles
@pytest.mark.rule("CGV-6.4")
def test_clicks_that_come_all_at_once_open_one_payment(street):
    order_id = street.order("ada")
    gate = threading.Barrier(6)

    def click(_number):
        gate.wait()
        status, answer = street.ask("ada", "payments.open", order_id=order_id, method="card")
        return status, answer["answer"]["url"]

    with ThreadPoolExecutor(6) as threads:
        answers = set(threads.map(click, range(6)))
    assert len(answers) == 1
    with street.staff():
        assert database.session.scalars(select(Payment.state)).all() == [PaymentState.INITIATED]
