"""Money that goes back is followed until the provider confirms it (rules B.4)."""

from datetime import timedelta

import pytest
from sqlalchemy import inspect, select

from addons.base.roles import ACCOUNTANT, ADMIN, MANAGER
from addons.notifications.models import Message
from addons.orders.services import release_baskets_of_professional
from addons.payments import adapters
from addons.payments.adapters import Fact, Told
from addons.payments.models import EventOutcome, Payment, PaymentState, Refund, RefundState
from addons.payments.sandbox.adapter import Sandbox
from addons.payments.services import apply_event, give_back, retry_refund
from addons.payments.tasks import ask_providers
from addons.payments.tests.conftest import again, told
from addons.payments.tests.test_restart import LEASE, carry_out
from addons.professionals.models import State as ProfessionalState
from app.database import commit
from app.effects.delivery import claim as due_effects
from app.effects.delivery import deliver
from app.effects.models import OutboxRow, Progress
from app.errors import Forbidden
from app.records.perform import perform


@pytest.fixture
def refund(db, opened, ada):
    """A refund asked because Ada was suspended while she paid."""
    payment = opened()
    ada.state = ProfessionalState.SUSPENDED
    release_baskets_of_professional(ada)
    apply_event("sandbox", told(payment))
    commit()
    return db.scalars(select(Refund)).one()


def id_of(record):
    return inspect(record).identity[0]


def confirmed(refund, fact=Fact.REFUND_CONFIRMED, event_id="evt_back", **changes) -> Told:
    values = {"ref": "ref_1", "at": refund.requested_at, "amount_ttc": refund.amount_ttc, "key": refund.key}
    return Told(event_id=event_id, fact=fact, **values | changes)


def test_the_payer_is_told_at_once_and_when_the_money_is_back(db, refund, bank):
    templates = select(Message.template).order_by(Message.id)
    assert "payments.not_honoured" in db.scalars(templates).all()
    carry_out(db)
    found = again(db, refund)
    assert (found.state, found.provider_ref) == (RefundState.SENT, bank.store.refund(
        found.payment.provider_ref, found.key, "35.88").ref)  # fmt: skip
    apply_event("sandbox", confirmed(found))
    carry_out(db)
    assert again(db, refund).state is RefundState.CONFIRMED
    assert again(db, refund).payment.state is PaymentState.REFUNDED
    assert db.scalars(templates).all().count("payments.refunded") == 1


def test_sending_again_is_one_refund(db, refund, bank, clock):
    carry_out(db)
    clock.advance(timedelta(minutes=5))
    ask_providers()
    carry_out(db)
    with bank.store._alone():
        assert bank.store._db.execute("select count(*) from refund").fetchone() == (1,)


def test_a_provider_that_is_away_is_asked_again(db, refund, bank, clock, monkeypatch):
    silent = Sandbox("http://127.0.0.1:9", "key")
    known = adapters._builds["sandbox"]
    monkeypatch.setitem(adapters._builds, "sandbox", lambda settings: silent)
    for row in due_effects(100, LEASE):
        deliver(row, LEASE)
    db.remove()
    assert again(db, refund).state is RefundState.REQUESTED
    waiting = select(OutboxRow).where(OutboxRow.kind == "payments.refund_due", OutboxRow.state == Progress.WAITING)
    assert db.scalars(waiting).all()
    monkeypatch.setitem(adapters._builds, "sandbox", known)
    clock.advance(timedelta(minutes=5))
    carry_out(db)
    assert again(db, refund).state is RefundState.SENT


def test_a_confirmation_may_come_before_the_answer(db, refund):
    assert apply_event("sandbox", confirmed(refund)) is EventOutcome.APPLIED
    carry_out(db)
    assert again(db, refund).payment.state is PaymentState.REFUNDED


def test_a_confirmation_of_another_amount_or_of_nothing_is_set_aside(refund):
    assert apply_event("sandbox", confirmed(refund, amount_ttc=refund.amount_ttc - 1)) is EventOutcome.QUARANTINED
    assert apply_event("sandbox", confirmed(refund, event_id="evt_x", key="unknown")) is EventOutcome.QUARANTINED
    assert refund.state is RefundState.REQUESTED


def test_a_refund_that_failed_is_asked_again_by_a_person(db, refund, bank):
    apply_event("sandbox", confirmed(refund, Fact.REFUND_FAILED))
    assert refund.state is RefundState.FAILED
    commit()
    retry_refund(refund)
    assert refund.state is RefundState.REQUESTED
    carry_out(db)
    assert again(db, refund).state is RefundState.SENT


def test_what_was_set_aside_goes_back_when_the_accountant_says_so(db, opened, bank, account, acting):
    payment = opened()
    apply_event("sandbox", told(payment, amount="40.00"))
    commit()
    with acting(account(ACCOUNTANT)):
        perform(Payment, id_of(payment), "give_back")
    carry_out(db)
    found = db.scalars(select(Refund)).one()
    assert (found.payment_id, found.state) == (id_of(payment), RefundState.SENT)


@pytest.mark.parametrize("role", [ADMIN, MANAGER])
def test_only_the_accountant_decides(db, opened, account, acting, role):
    payment = opened()
    apply_event("sandbox", told(payment, amount="40.00"))
    commit()
    with acting(account(role)), pytest.raises(Forbidden):
        perform(Payment, id_of(payment), "give_back")


def test_giving_back_twice_is_once(db, opened, bank):
    payment = opened()
    apply_event("sandbox", told(payment, amount="40.00"))
    give_back(payment)
    give_back(payment)
    carry_out(db)
    assert len(db.scalars(select(Refund)).all()) == 1
