"""Transfers and cheques: begun and confirmed by the accountant, carried out by the system."""

from datetime import date, timedelta

import pytest

from addons.base.roles import ACCOUNTANT, ADMIN, AGENT, DPO, MANAGER
from addons.orders.models import OrderState
from addons.orders.services import release_expired
from addons.payments import errors
from addons.payments.models import Method, Payment, PaymentState
from addons.payments.tests.conftest import again
from addons.payments.tests.test_refunds import id_of
from addons.payments.tests.test_restart import carry_out
from app.database import commit
from app.errors import Forbidden, InvalidFields
from app.records.change import create
from app.records.perform import perform

RECEIVED = {"bank_reference": "VIR 2026-1121", "received_on": date(2026, 11, 21)}


@pytest.fixture
def by_hand(db, ordered, account, acting):
    """``by_hand()``: the transfer of an order, begun by an accountant; its id, and the order."""

    def make(method=Method.TRANSFER):
        order = ordered()
        commit()
        with acting(account(ACCOUNTANT)):
            payment_id = create(Payment, {"order": id_of(order), "method": method}).id
        return payment_id, order

    return make


def test_a_transfer_is_begun_for_the_total_of_the_order(db, by_hand):
    payment_id, order = by_hand()
    payment, order = db.get(Payment, payment_id), again(db, order)
    assert (payment.provider, payment.amount_ttc, payment.state) == ("manual", order.total_ttc, PaymentState.INITIATED)
    assert payment.professional_id == order.professional_id
    assert payment.operator_id == order.operator_id


@pytest.mark.rule("CGV-6.4")
def test_a_confirmed_transfer_pays_the_order_even_late(db, by_hand, account, acting, clock):
    payment_id, order = by_hand(Method.CHEQUE)
    clock.advance(timedelta(minutes=30))
    with acting(account(ACCOUNTANT)):
        perform(Payment, payment_id, "receive", RECEIVED)
    assert db.get(Payment, payment_id).state is PaymentState.PENDING
    assert again(db, order).state is OrderState.AWAITING_PAYMENT
    carry_out(db)
    assert db.get(Payment, payment_id).state is PaymentState.CAPTURED
    assert again(db, order).state is OrderState.FULFILLED


def test_a_card_is_never_confirmed_by_hand(db, opened, account, acting):
    payment = opened()
    with acting(account(ACCOUNTANT)), pytest.raises(errors.NotByHand):
        perform(Payment, id_of(payment), "receive", RECEIVED)


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ({"bank_reference": "  "}, (errors.BankReferenceMissing, InvalidFields)),
        ({"received_on": date(2026, 11, 22)}, errors.ReceivedInFuture),
    ],
)
def test_a_confirmation_rests_on_the_statement(db, by_hand, account, acting, typed, refusal):
    payment_id, _order = by_hand()
    with acting(account(ACCOUNTANT)), pytest.raises(refusal):
        perform(Payment, payment_id, "receive", RECEIVED | typed)


def test_a_card_is_not_begun_by_hand(db, ordered, account, acting):
    order = ordered()
    commit()
    with acting(account(ACCOUNTANT)), pytest.raises(errors.NotByHand):
        create(Payment, {"order": id_of(order), "method": Method.CARD})


def test_a_paid_order_takes_no_transfer(db, ordered, account, acting, clock):
    order = ordered()
    order.mark_paid(clock())
    commit()
    with acting(account(ACCOUNTANT)), pytest.raises(errors.OrderNotPayable):
        create(Payment, {"order": id_of(order), "method": Method.TRANSFER})


@pytest.mark.parametrize("role", [ADMIN, MANAGER, AGENT, DPO])
def test_nobody_else_begins_a_payment(db, ordered, account, acting, role):
    order = ordered()
    commit()
    with acting(account(role)), pytest.raises(Forbidden):
        create(Payment, {"order": id_of(order), "method": Method.TRANSFER})


def test_a_transfer_that_is_awaited_does_not_hold_the_basket_for_ever(db, by_hand, lead, clock):
    payment_id, order = by_hand()
    clock.advance(timedelta(hours=1))
    release_expired()
    assert again(db, order).state is OrderState.CANCELLED
    assert db.get(Payment, payment_id).state is PaymentState.INITIATED
