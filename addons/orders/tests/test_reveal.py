"""Paid, then revealed, never the other way round (CGV-2.5, CGV-3.9, promise 1); masked in the end (CGV-19.6)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from addons.leads.models import Outcome, State
from addons.leads.services import withdraw
from addons.notifications.models import Channel, Message
from addons.orders import errors
from addons.orders.models import (
    ContactView,
    LineOutcome,
    LostReason,
    OrderLine,
    OrderState,
    Release,
    SealedContact,
)
from addons.orders.parameters import MASK_DELAY_DAYS_AFTER_DONE
from addons.orders.services import (
    mask,
    mask_overdue,
    not_fulfilled,
    pay,
    record_contact,
    record_no_answer,
    record_outcome,
    release,
    release_baskets_of_lead,
    release_baskets_of_professional,
    release_expired,
    view_contact,
)
from addons.orders.tests.sale import CLIENT, take
from addons.professionals.models import State as ProfessionalState
from app.database import commit
from app.models.parameters import set_value
from app.privacy.vault import erase, open_from_portal
from app.proof.tables import journal_row


@pytest.fixture
def paid(ordered, clock):
    """``paid()``: Ada's line, paid a second after its order."""

    def make(order=None) -> OrderLine:
        found = order or ordered()
        clock.advance(timedelta(seconds=1))
        pay(found, paid_at=clock())
        return found.lines[0]

    return make


def copies(db):
    return db.scalars(select(SealedContact)).all()


@pytest.mark.rule("CGV-2.5")
def test_before_the_payment_the_copy_does_not_exist(db, ordered):
    ordered()
    assert copies(db) == []


@pytest.mark.rule("CGV-3.9")
def test_the_capture_reveals_in_the_same_transaction(db, paid, lead, ada, clock):
    line = paid()
    assert (line.order.state, lead.state) == (OrderState.FULFILLED, State.REVEALED)
    assert line.order.paid_at == line.revealed_at == clock()
    assert line.first_viewed_at is None
    assert line.order.reservation.release is Release.SOLD
    [copy] = copies(db)
    assert copy.professional_id == ada.id
    assert copy.opens_until == clock() + timedelta(days=30)
    assert b"Canari" not in copy.box
    assert open_from_portal(copy.box, str(copy.uid)) == CLIENT


@pytest.mark.rule("CGV-3.9")
def test_what_decides_a_sale_is_told_to_the_journal(db, paid):
    paid()
    commit()
    kinds = set(db.execute(select(journal_row.c.kind)).scalars())
    assert {"lead.claimed", "order.confirmed", "order.paid", "contact.revealed"} <= kinds


def test_a_line_is_revealed_to_one_buyer_whatever_the_code_does(db, paid, lead, bob, market):
    line = paid()
    second = OrderLine(
        operator_id=line.operator_id, order_id=line.order_id, professional=bob, lead=lead, unit_price_ht=Decimal(1),
        ticket={}, revealed_at=line.revealed_at,
    )  # fmt: skip
    with pytest.raises(IntegrityError), db.begin_nested():
        db.add(second)


@pytest.mark.rule("CGV-3.9")
def test_paying_twice_reveals_once(db, paid):
    line = paid()
    at = line.revealed_at
    with pytest.raises(errors.PaidAlready):
        pay(line.order, paid_at=at)
    assert len(copies(db)) == 1
    assert line.revealed_at == at


def test_a_late_capture_on_a_free_request_is_honoured(ordered, paid, lead, clock):
    order = ordered()
    clock.advance(timedelta(minutes=11))
    assert release_expired() == 1
    assert order.state is OrderState.CANCELLED
    line = paid(order)
    assert (order.state, order.cancelled_at, lead.state) == (OrderState.FULFILLED, None, State.REVEALED)
    assert line.revealed_at is not None


def test_a_late_capture_on_a_sold_request_reveals_nothing(db, ordered, paid, lead, ada, bob, clock):
    late = ordered()
    clock.advance(timedelta(minutes=11))
    release_expired()
    paid(ordered(bob))
    with pytest.raises(errors.SoldMeanwhile):
        pay(late, paid_at=clock())
    not_fulfilled(late)
    assert late.state is OrderState.NOT_FULFILLED
    assert [copy.professional_id for copy in copies(db)] == [bob.id]


def test_a_late_capture_does_not_take_the_request_from_a_basket(ordered, lead, bob, clock):
    late = ordered()
    clock.advance(timedelta(minutes=11))
    release_expired()
    take(bob, lead)
    with pytest.raises(errors.SoldMeanwhile):
        pay(late, paid_at=clock())
    assert lead.state is State.RESERVED


def test_the_first_payment_buys_what_the_same_buyer_took_again(ordered, paid, lead, clock):
    first = ordered()
    clock.advance(timedelta(minutes=11))
    release_expired()
    second = ordered()
    paid(first)
    assert (first.state, second.state) == (OrderState.FULFILLED, OrderState.CANCELLED)
    with pytest.raises(errors.SoldMeanwhile):
        pay(second, paid_at=clock())


def test_a_capture_on_a_withdrawn_request_goes_back(ordered, lead, clock):
    order = ordered()
    clock.advance(timedelta(minutes=11))
    release_expired()
    withdraw(lead, Outcome.CLIENT_WITHDREW)
    with pytest.raises(errors.NoLongerOffered):
        pay(order, paid_at=clock())


def test_a_capture_on_an_erased_client_goes_back(ordered, lead, clock):
    order = ordered()
    erase(lead.client)
    with pytest.raises(errors.NoLongerOffered):
        pay(order, paid_at=clock())


@pytest.mark.rule("CGV-10.4")
def test_suspended_while_paying_the_contact_goes_to_nobody(db, ordered, lead, ada, clock):
    order = ordered()
    ada.state = ProfessionalState.SUSPENDED
    assert release_baskets_of_professional(ada) == 1
    assert (order.state, lead.state) == (OrderState.CANCELLED, State.PUBLISHED)
    with pytest.raises(errors.BuyerSuspended):
        pay(order, paid_at=clock())
    assert copies(db) == []


def test_the_basket_of_a_withdrawn_request_ends(db, ordered, lead):
    order = ordered()
    lead.state = State.WITHDRAWN
    db.flush()
    assert release_baskets_of_lead(lead) == 1
    assert order.reservation.release is Release.WITHDRAWN
    assert (order.state, lead.state) == (OrderState.CANCELLED, State.WITHDRAWN)


def test_a_sold_basket_is_not_released(paid):
    reservation = paid().order.reservation
    release(reservation, Release.EXPIRED)
    assert reservation.release is Release.SOLD


@pytest.mark.rule("CGV-11.5")
@pytest.mark.rule("CGV-11.4")
def test_the_contact_is_also_sent_and_its_row_holds_nothing_personal(db, paid, ada):
    line = paid()
    [message] = db.scalars(select(Message).where(Message.template == "orders.contact")).all()
    assert (message.channel, message.recipient_id) == (Channel.EMAIL, ada.id)
    assert line.revealed_at is not None
    assert "Canari" not in str(message.facts)
    assert "0639981234" not in str(message.facts).replace(" ", "")


@pytest.mark.rule("CGV-3.9")
def test_nothing_is_read_before_the_payment(ordered):
    line = ordered().lines[0]
    for service in (view_contact, record_contact, record_no_answer):
        with pytest.raises(errors.PaymentRequired) as refused:
            service(line)
        assert refused.value.message == "Paiement requis avant l’accès aux coordonnées."


def test_the_first_reading_stands_and_each_is_noted(db, paid, clock):
    line = paid()
    first = clock()
    view_contact(line)
    clock.advance(timedelta(minutes=3))
    view_contact(line)
    assert line.first_viewed_at == first
    db.flush()
    assert [view.at for view in db.scalars(select(ContactView).order_by(ContactView.id))] == [first, clock()]


@pytest.mark.rule("CGV-13.3")
def test_the_first_call_stands(paid, lead, clock):
    line = paid()
    record_no_answer(line)
    record_contact(line)
    first = clock()
    clock.advance(timedelta(minutes=1))
    record_contact(line)
    assert (line.first_contact_at, line.unanswered, lead.state) == (first, 1, State.CONTACTED)


@pytest.mark.rule("CGV-2.9")
@pytest.mark.parametrize(
    ("outcome", "reason", "ended"),
    [
        (LineOutcome.WON, None, Outcome.DONE),
        (LineOutcome.LOST, LostReason.PRICE, Outcome.QUOTE_REFUSED),
        (LineOutcome.LOST, LostReason.DELAY, Outcome.FOUND_ELSEWHERE),
        (LineOutcome.LOST, LostReason.CLIENT_WITHDREW, Outcome.CLIENT_WITHDREW),
        (LineOutcome.LOST, LostReason.UNREACHABLE, Outcome.NO_FOLLOW_UP),
    ],
)
def test_the_outcome_closes_the_request_and_masks(db, paid, lead, outcome, reason, ended):
    line = paid()
    record_outcome(line, outcome, lost_reason=reason, works_amount_ht=Decimal(500))
    assert (lead.state, lead.outcome) == (State.CLOSED, ended)
    assert line.works_amount_ht == (Decimal(500) if outcome is LineOutcome.WON else None)
    assert line.masked_at is not None
    assert copies(db) == []


def test_an_outcome_that_is_pending_closes_nothing(db, paid, lead):
    line = paid()
    record_outcome(line, LineOutcome.PENDING)
    assert (lead.state, line.masked_at) == (State.REVEALED, None)
    assert len(copies(db)) == 1


def test_a_lost_sale_says_why(paid):
    with pytest.raises(errors.LostReasonMissing):
        record_outcome(paid(), LineOutcome.LOST)


@pytest.mark.rule("CGV-19.6")
def test_masked_is_masked(db, paid, clock):
    line = paid()
    mask(line)
    first = line.masked_at
    clock.advance(timedelta(minutes=1))
    mask(line)
    assert line.masked_at == first
    with pytest.raises(errors.ContactMasked) as refused:
        view_contact(line)
    assert (refused.value.status, refused.value.message) == (
        410,
        "Prestation réalisée : coordonnées masquées (art. 19 CGV).",
    )


@pytest.mark.rule("CGV-19.6")
def test_nothing_stays_readable_after_thirty_days(db, paid, clock):
    line = paid()
    clock.advance(timedelta(days=30))
    assert mask_overdue() == 0
    clock.advance(timedelta(seconds=1))
    assert mask_overdue() == 1
    assert line.masked_at == clock()
    assert copies(db) == []


@pytest.mark.rule("CGV-19.6")
def test_the_operator_may_leave_some_days_after_the_service(db, paid, lead, clock):
    set_value(MASK_DELAY_DAYS_AFTER_DONE, lead.operator_id, 2)
    record_outcome(paid(), LineOutcome.WON)
    clock.advance(timedelta(days=2))
    assert mask_overdue() == 0
    clock.advance(timedelta(seconds=1))
    assert mask_overdue() == 1


@pytest.mark.rule("CGV-7.8")
def test_the_recredit_may_be_asked_until_the_end_of_the_seventh_day(paid):
    line = paid()
    assert f"{line.recredit_until:%Y-%m-%d %H:%M:%S}" == "2026-11-28 22:59:59"
