"""After a stop: providers are asked, then baskets fall, then requests expire, whatever the worker begins with."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from addons.leads.models import State
from addons.leads.services import expire_due
from addons.orders.errors import PaymentUnderWay
from addons.orders.models import OrderState, Release
from addons.orders.services import release, release_expired
from addons.orders.tests.sale import take
from addons.payments import adapters
from addons.payments.adapters import Fact
from addons.payments.models import EventOutcome, PaymentState
from addons.payments.models.payment import PAGE_TIME
from addons.payments.sandbox.adapter import Sandbox
from addons.payments.services import apply_event
from addons.payments.services.asking import ask_provider
from addons.payments.tasks import ask_providers
from addons.payments.tests.conftest import again, told
from app.database import commit
from app.effects.delivery import claim as due_effects
from app.effects.delivery import deliver
from app.effects.models import OutboxRow, Schedule
from app.effects.schedule import enrol, fire_due

LEASE = timedelta(seconds=60)
STOP = timedelta(hours=2)


def carry_out(db):
    """Carry out what is due, and what follows from it, as a worker does."""
    commit()
    while rows := due_effects(100, LEASE):
        for row in rows:
            deliver(row, LEASE)
        db.remove()


@pytest.fixture
def asked(db):
    """``asked(payment)``: have its provider asked now, as the task does."""

    def run(payment):
        ask_providers()
        carry_out(db)
        return again(db, payment)

    return run


def test_a_payment_captured_during_the_stop_is_honoured_whichever_task_comes_first(db, opened, bank, lead, clock):
    payment = opened()
    bank.store.decide(payment.provider_ref, "captured")
    clock.advance(STOP)
    # The worst order: the basket and the request are looked at before the provider is asked.
    assert release_expired() == 0
    assert expire_due() == 0
    ask_providers()
    carry_out(db)
    assert again(db, payment).order.state is OrderState.FULFILLED
    assert again(db, lead).state is State.REVEALED
    assert release_expired() == 0


def test_a_page_nobody_used_during_the_stop_frees_the_request_once_the_provider_has_said_so(
    db, opened, bank, lead, clock
):
    payment = opened()
    clock.advance(STOP + timedelta(minutes=1))
    assert release_expired() == 0
    ask_providers()
    carry_out(db)
    assert release_expired() == 1
    assert again(db, payment).order.state is OrderState.CANCELLED
    assert again(db, lead).state is State.EXPIRED


def test_as_long_as_the_provider_is_silent_the_basket_stays(db, opened, bank, lead, clock, monkeypatch):
    payment = opened()
    silent = Sandbox("http://127.0.0.1:9", "key")
    known = adapters._builds["sandbox"]
    monkeypatch.setitem(adapters._builds, "sandbox", lambda settings: silent)
    clock.advance(STOP)
    ask_providers()
    commit()
    for row in due_effects(100, LEASE):
        deliver(row, LEASE)
    db.remove()
    assert release_expired() == 0
    assert again(db, payment).asked_at is None
    monkeypatch.setitem(adapters._builds, "sandbox", known)
    clock.advance(timedelta(minutes=5))
    ask_providers()
    carry_out(db)
    assert release_expired() == 1


def test_every_task_of_a_two_hour_stop_in_the_order_the_clock_fires_them(db, opened, ordered, bank, bob, lead, clock):
    enrol()
    payment = opened()
    bank.store.decide(payment.provider_ref, "captured")
    clock.advance(STOP)
    fire_due()
    kinds = set(db.scalars(select(OutboxRow.kind)))
    assert "effects.schedule_due" in kinds
    carry_out(db)
    assert again(db, payment).state is PaymentState.CAPTURED
    assert again(db, lead).state is State.REVEALED
    late = set(db.scalars(select(Schedule.name).where(Schedule.due_at <= clock())))
    assert late == set()


def test_the_page_gives_its_buyer_five_minutes_beyond_his_basket(db, opened, lead, clock):
    payment = opened()
    clock.set(payment.opened_at + PAGE_TIME - timedelta(seconds=1))
    assert take(payment.professional, lead) is payment.order.reservation
    with pytest.raises(PaymentUnderWay):
        release(payment.order.reservation, Release.REMOVED)


def test_the_provider_is_asked_when_the_time_of_the_page_is_over(db, opened, bank, lead, clock):
    payment = opened()
    clock.advance(PAGE_TIME - timedelta(seconds=1))
    carry_out(db)
    assert again(db, payment).asked_at is None
    clock.advance(timedelta(seconds=1))
    carry_out(db)
    assert again(db, payment).asked_at == clock()


def test_a_payment_the_provider_does_not_know_is_given_up(db, opened, bank, asked, clock):
    payment = opened()
    with bank.store._alone():
        bank.store._db.execute("delete from payment")
    clock.advance(timedelta(minutes=6))
    assert asked(payment).state is PaymentState.CANCELLED


def test_the_word_of_a_webhook_and_of_a_question_are_one_capture(db, opened, bank, asked, clock):
    payment = opened()
    bank.store.decide(payment.provider_ref, "captured")
    clock.advance(timedelta(minutes=2))
    found = asked(payment)
    assert found.state is PaymentState.CAPTURED
    assert apply_event("sandbox", told(found)) is EventOutcome.BEHIND


def test_asking_about_what_is_decided_asks_nothing(db, opened, bank, clock):
    payment = opened()
    apply_event("sandbox", told(payment, Fact.FAILED))
    ask_provider(payment.id)
    assert payment.asked_at is None
