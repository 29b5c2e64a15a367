"""The sale that is paid, and the sandbox as a real provider on loopback."""

import json
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from sqlalchemy import inspect, select

from addons.orders.tests.sale import ada, bob, clock, context, lead, market, ordered, side_addons
from addons.payments import adapters
from addons.payments.adapters import Fact, Told
from addons.payments.models import Method
from addons.payments.sandbox.adapter import Sandbox
from addons.payments.sandbox.delivery import state_of
from addons.payments.sandbox.signature import HEADER, sign
from addons.payments.sandbox.store import Store
from addons.payments.sandbox.web import make_web
from addons.payments.services import open_payment
from app.database import commit
from app.models.base import Base
from tests.support.portal import serving

__all__ = ["ada", "bob", "clock", "context", "lead", "market", "ordered", "side_addons"]

KEY = "the secret of a provider in tests"


def invoiced(db):
    """Orders that have their invoice, issued by an add-on that stands on this one."""
    return db.execute(select(Base.metadata.tables["invoicing_invoice"].c.order_id)).scalars().all()


@pytest.fixture
def bank(tmp_path, monkeypatch):
    """The sandbox, served; ``bank.store`` is what it remembers. Nothing is delivered unless a test does it."""
    store = Store(tmp_path / "sandbox.sqlite")
    with serving(make_web(store, KEY, "http://bank.example.org")) as address:
        adapter = Sandbox(address, KEY)
        monkeypatch.setitem(adapters._builds, "sandbox", lambda settings: adapter)
        yield SimpleNamespace(store=store, address=address, adapter=adapter)
    store.close()


@pytest.fixture
def opened(db, bank, ordered):
    """``opened()``: the payment of Ada's order, whose page is open; committed."""

    def make(order=None):
        order = order or ordered()
        commit()
        payment = open_payment(order, Method.CARD)
        commit()
        return payment

    return make


def told(payment, fact=Fact.CAPTURED, *, event_id="evt_1", amount="35.88", currency="EUR", at=None) -> Told:
    """What the provider says of a payment."""
    return Told(
        event_id=event_id,
        fact=fact,
        ref=payment.provider_ref,
        at=at or payment.opened_at + timedelta(seconds=30),
        amount_ttc=Decimal(amount),
        currency=currency,
        key=payment.key,
    )


def body_of(bank, payment, *, event_id="evt_1", **changes) -> bytes:
    """The event that the sandbox would send about a payment."""
    found = bank.store.find(payment.provider_ref, None)
    return json.dumps(state_of(found) | {"id": event_id, "type": "captured"} | changes).encode()


def again(db, record):
    """The same record, as another session reads it now."""
    return db.get(type(record), inspect(record).identity[0])


def post(client, body, header=None, provider="sandbox"):
    """Deliver an event to the webhook."""
    headers = {HEADER: sign(KEY, body) if header is None else header, "Content-Type": "application/json"}
    return client.post(f"/webhooks/payments/{provider}", data=body, headers=headers)
