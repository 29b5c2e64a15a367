"""Opening a payment: one live attempt, everything that could refuse it asked first (CGV-6.4)."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from addons.orders.errors import AccessSuspended, BasketExpired, PaymentUnderWay
from addons.orders.models import OrderState
from addons.orders.services import release_expired
from addons.payments import adapters, errors
from addons.payments.adapters import Fact, Unreachable
from addons.payments.events import payment_opening
from addons.payments.models import Method, Payment, PaymentState
from addons.payments.sandbox.adapter import Sandbox, sandbox
from addons.payments.services import apply_event, open_payment
from addons.payments.tests.conftest import KEY, told
from addons.professionals.models import State as ProfessionalState
from app.database import commit
from app.errors import DomainError
from app.i18n import _l


def attempts(db):
    return db.scalar(select(func.count()).select_from(Payment))


@pytest.mark.rule("CGV-6.4")
def test_the_total_of_the_order_is_asked_and_nothing_is_paid_yet(opened, bank):
    payment = opened()
    assert (payment.state, payment.amount_ttc) == (PaymentState.INITIATED, Decimal("35.88"))
    assert payment.order.state is OrderState.AWAITING_PAYMENT
    known = bank.store.find(payment.provider_ref, None)
    assert (known.amount, known.currency, known.label) == ("35.88", "EUR", payment.order.reference)
    assert payment.page_url == f"http://bank.example.org/payer/{payment.provider_ref}"
    assert known.return_url.endswith(f"/achats/{payment.order_id}")


@pytest.mark.rule("CGV-6.4")
def test_a_double_click_is_one_payment(db, opened):
    payment = opened()
    assert open_payment(payment.order, Method.CARD) is payment
    assert attempts(db) == 1


def test_two_clicks_at_once_meet_in_the_index(db, opened):
    payment = opened()
    twin = {
        name: getattr(payment, name) for name in ("operator_id", "order_id", "professional_id", "provider", "method")
    }
    with pytest.raises(IntegrityError), db.begin_nested():
        db.add(Payment(**twin, amount_ttc=Decimal(1), key="autre", opened_at=payment.opened_at))


def test_a_transaction_that_failed_after_the_provider_answered_finds_the_same_page(db, bank, ordered):
    order = ordered()
    commit()
    with db.begin_nested() as lost:
        first = open_payment(order, Method.CARD).page_url
        lost.rollback()
    db.expire_all()
    assert open_payment(order, Method.CARD).page_url == first


def test_a_refused_card_may_be_tried_again_on_another_page(db, opened):
    first = opened()
    apply_event("sandbox", told(first, Fact.FAILED))
    second = opened(first.order)
    assert second.page_url != first.page_url
    assert attempts(db) == 2


def test_while_the_provider_decides_nobody_pays_a_second_time(opened):
    payment = opened()
    apply_event("sandbox", told(payment, Fact.PENDING))
    with pytest.raises(PaymentUnderWay) as refused:
        open_payment(payment.order, Method.CARD)
    assert refused.value.message == "Nous vérifions votre paiement, ne payez pas une seconde fois."


def test_an_order_that_is_paid_asks_for_nothing(opened):
    payment = opened()
    apply_event("sandbox", told(payment))
    with pytest.raises(errors.OrderNotPayable):
        open_payment(payment.order, Method.CARD)


def test_a_basket_whose_time_is_over_is_not_paid(bank, ordered, clock):
    order = ordered()
    commit()
    clock.advance(timedelta(minutes=10, seconds=1))
    with pytest.raises(BasketExpired):
        open_payment(order, Method.CARD)
    release_expired()
    with pytest.raises(BasketExpired):
        open_payment(order, Method.CARD)


@pytest.mark.rule("CGV-10.4")
def test_suspended_before_paying(bank, ordered, ada):
    order = ordered()
    ada.state = ProfessionalState.SUSPENDED
    with pytest.raises(AccessSuspended):
        open_payment(order, Method.CARD)


@pytest.mark.rule("CGV-6.4")
@pytest.mark.parametrize("method", [Method.TRANSFER, Method.CHEQUE])
def test_only_what_is_captured_at_once_pays_an_order(bank, ordered, method):
    order = ordered()
    with pytest.raises(errors.MethodUnavailable):
        open_payment(order, method)


class Refusal(DomainError):
    sentence = _l("Facture impossible.")
    rule = "CGV-6.1"


@pytest.mark.rule("CGV-6.1")
def test_whatever_could_refuse_the_invoice_refuses_before_anybody_is_asked_for_money(db, bank, ordered):
    order = ordered()

    def refuse(sender, **more):
        raise Refusal

    with payment_opening.connected_to(refuse), pytest.raises(Refusal):
        open_payment(order, Method.CARD)
    assert attempts(db) == 0
    assert bank.store.find(None, "") is None


def test_a_provider_that_does_not_answer_leaves_no_trace(db, bank, ordered, monkeypatch):
    nobody = Sandbox("http://127.0.0.1:9", KEY)
    monkeypatch.setitem(adapters._builds, "sandbox", lambda settings: nobody)
    order = ordered()
    with pytest.raises(errors.ProviderUnreachable) as refused:
        open_payment(order, Method.CARD)
    assert refused.value.status == 503
    assert attempts(db) == 0


class Real(Sandbox):
    """A provider that would move real money."""

    real = True


def test_real_money_waits_for_the_identity_of_the_operator(bank, ordered, monkeypatch):
    real = Real(bank.address, KEY)
    monkeypatch.setitem(adapters._builds, "sandbox", lambda settings: real)
    order = ordered()
    with pytest.raises(DomainError) as refused:
        open_payment(order, Method.CARD)
    assert refused.value.code in {"operator_unconfirmed", "not_ready_to_sell"}
    with pytest.raises(errors.OperatorUnconfirmed):
        adapters.adapter_for("sandbox", Method.CARD, confirmed=False)
    assert adapters.adapter_for("sandbox", Method.CARD, confirmed=True) is real


def test_production_knows_no_sandbox(settings):

    with pytest.raises(adapters.Unavailable):
        sandbox(replace(settings, mode="production"))


def test_an_unknown_provider_opens_nothing(context):
    with pytest.raises(errors.NoProvider):
        adapters.adapter_for("ailleurs", Method.CARD, confirmed=True)


def test_the_contract_says_when_nobody_knows(context):
    with pytest.raises(Unreachable):
        Sandbox("http://127.0.0.1:9", KEY).fetch("ref", "key")
