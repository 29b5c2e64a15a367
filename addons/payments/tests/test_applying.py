"""What a provider says becomes ours once, whole, and in order (CGV-3.9, CGV-6.4)."""

import itertools
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from addons.leads.models import State
from addons.orders.errors import PaymentUnderWay
from addons.orders.models import OrderState, SealedContact
from addons.orders.services import release_baskets_of_professional, release_expired
from addons.payments.adapters import Fact
from addons.payments.events import payment_captured
from addons.payments.models import (
    EventOutcome,
    Method,
    Payment,
    PaymentState,
    ProviderEvent,
    Refund,
    RefundCause,
    RefundState,
)
from addons.payments.services import apply_event, open_payment
from addons.payments.tests.conftest import invoiced, told
from addons.professionals.models import State as ProfessionalState
from app.database import commit


def counted(db, model):
    return db.scalar(select(func.count()).select_from(model))


@pytest.mark.rule("CGV-3.9")
@pytest.mark.rule("CGV-6.1")
def test_captured_paid_revealed_and_invoiced_together(db, opened, lead):
    payment = opened()
    assert apply_event("sandbox", told(payment)) is EventOutcome.APPLIED
    commit()
    assert (payment.state, payment.order.state, lead.state) == (
        PaymentState.CAPTURED,
        OrderState.FULFILLED,
        State.REVEALED,
    )
    assert payment.captured_at == payment.order.paid_at == payment.opened_at + timedelta(seconds=30)
    assert invoiced(db) == [payment.order_id]


@pytest.mark.rule("CGV-6.4")
def test_the_same_event_twice_changes_nothing(db, opened):
    payment = opened()
    apply_event("sandbox", told(payment))
    assert apply_event("sandbox", told(payment)) is EventOutcome.REPEATED
    commit()
    assert (counted(db, ProviderEvent), len(invoiced(db)), counted(db, SealedContact)) == (1, 1, 1)


@pytest.mark.rule("CGV-6.4")
def test_two_events_of_one_capture_capture_once(db, opened):
    payment = opened()
    apply_event("sandbox", told(payment))
    assert apply_event("sandbox", told(payment, event_id="evt_2")) is EventOutcome.BEHIND
    commit()
    assert (len(invoiced(db)), counted(db, Refund)) == (1, 0)


@pytest.mark.rule("CGV-6.1")
def test_a_refusal_reveals_nothing_and_takes_no_number(db, opened, lead):
    payment = opened()
    apply_event("sandbox", told(payment, Fact.FAILED))
    commit()
    assert (payment.state, payment.order.state, lead.state) == (
        PaymentState.FAILED,
        OrderState.AWAITING_PAYMENT,
        State.RESERVED,
    )
    assert (invoiced(db), counted(db, SealedContact)) == ([], 0)


def test_a_refused_payment_lets_the_basket_fall_at_its_time(opened, lead, clock):
    payment = opened()
    apply_event("sandbox", told(payment, Fact.FAILED))
    clock.advance(timedelta(minutes=10, seconds=1))
    assert release_expired() == 1
    assert (payment.order.state, lead.state) == (OrderState.CANCELLED, State.PUBLISHED)


@pytest.mark.parametrize(
    "order",
    list(itertools.permutations([Fact.PENDING, Fact.FAILED, Fact.CAPTURED])),
    ids=lambda facts: "-".join(fact.value for fact in facts),
)
def test_events_in_any_order_end_the_same_way(db, opened, order):
    payment = opened()
    for number, fact in enumerate(order):
        apply_event("sandbox", told(payment, fact, event_id=f"evt_{number}"))
    assert payment.state is PaymentState.CAPTURED
    assert payment.order.state is OrderState.FULFILLED


@pytest.mark.rule("CGV-6.4")
@pytest.mark.parametrize(
    "wrong", [{"amount": "35.87"}, {"amount": "35.89"}, {"amount": "0.01"}, {"currency": "USD"}], ids=str
)
def test_another_amount_or_currency_is_set_aside_and_reveals_nothing(db, opened, lead, wrong):
    payment = opened()
    assert apply_event("sandbox", told(payment, **wrong)) is EventOutcome.QUARANTINED
    assert (payment.state, payment.order.state) == (PaymentState.QUARANTINED, OrderState.AWAITING_PAYMENT)
    assert (counted(db, SealedContact), invoiced(db)) == (0, [])
    with pytest.raises(PaymentUnderWay):
        open_payment(payment.order, Method.CARD)


def test_an_unexpected_amount_after_the_capture_changes_nothing(db, opened):
    payment = opened()
    apply_event("sandbox", told(payment))
    again = told(payment, event_id="evt_2", amount="1.00")
    assert apply_event("sandbox", again) is EventOutcome.QUARANTINED
    assert payment.state is PaymentState.CAPTURED


@pytest.mark.rule("CGV-6.4")
def test_an_unknown_reference_is_set_aside(db, opened):
    payment = opened()
    stranger = told(payment)
    assert apply_event("autre", stranger) is EventOutcome.QUARANTINED
    row = db.scalars(select(ProviderEvent)).one()
    assert (row.payment, row.provider_ref) == (None, payment.provider_ref)
    assert payment.state is PaymentState.INITIATED


def test_a_basket_never_falls_while_a_payment_is_pending(opened, lead, clock):
    payment = opened()
    apply_event("sandbox", told(payment, Fact.PENDING))
    clock.advance(timedelta(hours=5))
    assert release_expired() == 0
    apply_event("sandbox", told(payment, event_id="evt_2", at=clock()))
    assert (payment.order.state, lead.state) == (OrderState.FULFILLED, State.REVEALED)


@pytest.mark.rule("CGV-3.8")
def test_a_late_capture_on_a_sold_request_goes_back(db, opened, ordered, bob, lead, clock):
    late = opened()
    apply_event("sandbox", told(late, Fact.FAILED))
    clock.advance(timedelta(minutes=10, seconds=1))
    release_expired()
    winner = opened(ordered(bob))
    apply_event("sandbox", told(winner, event_id="evt_2"))
    apply_event("sandbox", told(late, event_id="evt_3", at=clock()))
    commit()
    refund = db.scalars(select(Refund)).one()
    assert (refund.payment, refund.cause, refund.amount_ttc) == (late, RefundCause.ALREADY_SOLD, late.amount_ttc)
    assert refund.state is RefundState.REQUESTED
    assert (late.state, late.order.state) == (PaymentState.CAPTURED, OrderState.NOT_FULFILLED)
    assert [copy.professional_id for copy in db.scalars(select(SealedContact))] == [bob.id]
    assert invoiced(db) == [winner.order_id]


def test_a_late_capture_on_a_free_request_is_honoured(opened, lead, clock):
    payment = opened()
    apply_event("sandbox", told(payment, Fact.CANCELLED))
    clock.advance(timedelta(minutes=10, seconds=1))
    release_expired()
    assert apply_event("sandbox", told(payment, event_id="evt_2", at=clock())) is EventOutcome.APPLIED
    assert (payment.order.state, lead.state) == (OrderState.FULFILLED, State.REVEALED)


def test_a_second_payment_of_one_order_goes_back(db, opened):
    first = opened()
    apply_event("sandbox", told(first, Fact.FAILED))
    second = opened(first.order)
    apply_event("sandbox", told(first, event_id="evt_2"))
    assert (first.state, second.state) == (PaymentState.CAPTURED, PaymentState.CANCELLED)
    apply_event("sandbox", told(second, event_id="evt_3"))
    refund = db.scalars(select(Refund)).one()
    assert (refund.payment, refund.cause) == (second, RefundCause.ALREADY_PAID)
    commit()
    assert len(invoiced(db)) == 1


@pytest.mark.rule("CGV-10.4")
def test_suspended_while_paying_everything_goes_back(db, opened, ada, lead):
    payment = opened()
    ada.state = ProfessionalState.SUSPENDED
    release_baskets_of_professional(ada)
    apply_event("sandbox", told(payment))
    refund = db.scalars(select(Refund)).one()
    assert refund.cause is RefundCause.BUYER_SUSPENDED
    assert (lead.state, counted(db, SealedContact), invoiced(db)) == (State.PUBLISHED, 0, [])


def test_a_listener_that_fails_undoes_the_whole_capture(db, opened, lead):

    payment = opened()

    def fail(sender, **more):
        raise RuntimeError

    with payment_captured.connected_to(fail), pytest.raises(RuntimeError), db.begin_nested():
        apply_event("sandbox", told(payment))
    db.expire_all()
    assert (payment.state, lead.state, counted(db, ProviderEvent)) == (PaymentState.INITIATED, State.RESERVED, 0)
    assert apply_event("sandbox", told(payment)) is EventOutcome.APPLIED


def test_a_clock_that_went_back_does_not_sell_twice(db, opened, lead, clock):
    payment = opened()
    apply_event("sandbox", told(payment))
    clock.advance(timedelta(hours=-1))
    assert release_expired() == 0
    assert apply_event("sandbox", told(payment, event_id="evt_2")) is EventOutcome.BEHIND
    assert counted(db, Payment) == 1
    assert lead.state is State.REVEALED
