"""The address of the providers: signed, fresh, once; forged, replayed and unreadable calls change nothing (CGV-6.4)."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from addons.orders.models import OrderState
from addons.payments.models import EventOutcome, Payment, PaymentState, ProviderEvent
from addons.payments.sandbox.signature import HEADER, TOLERANCE, sign
from addons.payments.tests.conftest import KEY, body_of, invoiced, post

pytestmark = pytest.mark.rule("CGV-6.4")


@pytest.fixture
def client(app, db):
    """A provider keeps no cookie."""
    return app.test_client(use_cookies=False)


@pytest.fixture
def payment(opened):
    found = opened()
    return found.id


@pytest.fixture
def body(db, bank, payment):
    """The capture of the payment, as the sandbox tells it."""
    found = db.get(Payment, payment)
    bank.store.decide(found.provider_ref, "captured")
    return body_of(bank, found)


@pytest.fixture
def after(db, payment):
    """``after()``: the payment as the database holds it now."""

    def read():
        db.expire_all()
        return db.get(Payment, payment)

    return read


def test_a_signed_event_captures(client, body, after):
    answer = post(client, body)
    assert (answer.status_code, answer.get_json()) == (200, {"outcome": "applied"})
    assert after().state is PaymentState.CAPTURED
    assert after().order.state is OrderState.FULFILLED


def test_the_same_call_again_is_answered_and_ignored(db, client, body, after):
    post(client, body)
    assert post(client, body).get_json() == {"outcome": "repeated"}
    assert len(invoiced(db)) == 1


@pytest.mark.parametrize(
    "header",
    ["", "t=1,v1=00", "v1=", "t=,v1=", "t=99999999999999999999,v1=00", "t=abc,v1=def", "nonsense", "t=-1,v1=00"],
)
def test_a_forged_call_is_refused(client, body, after, header):
    assert post(client, body, header).status_code == 401
    assert after().state is PaymentState.INITIATED


def test_a_signature_of_another_key_or_another_body_is_refused(client, body, after):
    assert post(client, body, sign("another key", body)).status_code == 401
    assert post(client, body.replace(b"35.88", b"0.01"), sign(KEY, body)).status_code == 401
    assert after().state is PaymentState.INITIATED


def test_an_old_call_played_again_is_refused(client, body, after, clock):
    header = sign(KEY, body)
    clock.advance(timedelta(seconds=TOLERANCE + 1))
    assert post(client, body, header).status_code == 401
    clock.advance(timedelta(seconds=-2 * TOLERANCE - 2))
    assert post(client, body, header).status_code == 401
    clock.advance(timedelta(seconds=TOLERANCE + 1))
    assert post(client, body, header).status_code == 200
    assert after().state is PaymentState.CAPTURED


@pytest.mark.parametrize(
    "typed",
    [
        b"", b"null", b"[]", b"{}", b"\xff\xfe", b'{"id": "1"}',
        b'{"id": "1", "type": "flown", "ref": "r", "at": "2026-11-21T11:00:00Z"}',
        b'{"id": "1", "type": "captured", "ref": "r", "at": "demain"}',
        b'{"id": "1", "type": "captured", "ref": "r", "at": "2026-11-21T11:00:00"}',
        b'{"id": "1", "type": "captured", "ref": "r", "at": "2026-11-21T11:00:00Z", "amount": "NaN"}',
        b'{"id": "1", "type": "captured", "ref": "r", "at": "2026-11-21T11:00:00Z", "amount": "beaucoup"}',
        b'{"id": "' + b"1" * 200 + b'", "type": "captured", "ref": "r", "at": "2026-11-21T11:00:00Z"}',
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_a_sentence(client, payment, after, typed):
    answer = post(client, typed)
    assert answer.status_code == 400
    assert after().state is PaymentState.INITIATED


def test_another_amount_is_kept_aside_and_answered(db, client, body, after):
    other = json.loads(body) | {"amount": "1.00"}
    answer = post(client, json.dumps(other).encode())
    assert (answer.status_code, answer.get_json()) == (200, {"outcome": "quarantined"})
    assert after().state is PaymentState.QUARANTINED


def test_an_unknown_payment_is_kept_aside_and_answered(db, client, body, after):
    other = json.loads(body) | {"ref": "pay_unknown"}
    answer = post(client, json.dumps(other).encode())
    assert (answer.status_code, answer.get_json()) == (200, {"outcome": "quarantined"})
    row = db.scalars(select(ProviderEvent)).one()
    assert (row.outcome, row.payment_id) == (EventOutcome.QUARANTINED, None)


def test_an_unknown_provider_is_not_found(client, body):
    assert post(client, body, provider="ailleurs").status_code == 404


def test_a_browser_is_no_provider(app, body, after):
    browser = app.test_client()
    browser.set_cookie("relais_login_8080", "anything")
    assert post(browser, body).status_code == 403
    assert after().state is PaymentState.INITIATED


def test_nobody_reports_for_the_person_who_is_a_provider(client, body, after):
    assert post(client, body, provider="manual").status_code == 401
    assert client.get("/webhooks/payments/sandbox").status_code == 405
    assert HEADER not in client.post("/webhooks/payments/sandbox").headers
