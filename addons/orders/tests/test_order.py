"""From the basket to the order: seen, accepted, frozen (CGV-1.5, CGV-5.6, CGV-6.3, CGV-6.6)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from addons.leads.models import State
from addons.orders import errors
from addons.orders.models import Order, OrderState, Release, VatRegime
from addons.orders.parameters import VAT_RATE, VAT_REGIME
from addons.orders.services import confirm, release, release_expired
from addons.orders.tests.sale import PRICE, take
from addons.pricing.errors import PriceFrozen
from addons.pricing.services import change_price, replay
from addons.professionals.models import State as ProfessionalState
from app.database import commit
from app.models.parameters import set_value


@pytest.mark.rule("CGV-5.6")
def test_a_basket_orders_nothing_until_it_is_confirmed(db, lead, ada):
    reservation = take(ada, lead)
    assert db.scalar(select(func.count()).select_from(Order)) == 0
    order = confirm(reservation, price_seen_ht=PRICE)
    assert order.state is OrderState.AWAITING_PAYMENT
    assert order.paid_at is None


def test_an_order_takes_the_next_number_of_its_year(ordered, lead, db, market, bob):
    first, second = ordered(), ordered(bob, market.request(db, bob))
    commit()
    assert (first.reference, second.reference) == ("CMD-2026-000001", "CMD-2026-000002")


@pytest.mark.rule("CGV-6.3")
def test_price_terms_and_ticket_are_frozen(ordered, lead, market, clock):
    order = ordered()
    line = order.lines[0]
    assert (line.unit_price_ht, order.total_ht, order.vat_amount, order.total_ttc) == (
        PRICE, PRICE, Decimal("5.98"), Decimal("35.88"),
    )  # fmt: skip
    assert order.terms is market.terms
    assert replay(line.ticket)
    with pytest.raises(PriceFrozen):
        change_price(lead, Decimal("10.00"), "Trop cher.")


@pytest.mark.rule("CGV-6.14")
def test_the_smallest_price_is_an_order_like_another(db, market, ada):
    lead = market.request(db, ada)
    change_price(lead, Decimal("1.00"), "Essai.")
    order = confirm(take(ada, lead), price_seen_ht=Decimal("1.00"))
    assert order.total_ttc == Decimal("1.20")


def test_without_vat_the_total_is_the_price(lead, ada):
    set_value(VAT_REGIME, lead.operator_id, VatRegime.FRANCHISE)
    order = confirm(take(ada, lead), price_seen_ht=PRICE)
    assert (order.vat_rate, order.vat_amount, order.total_ttc) == (Decimal(0), Decimal(0), PRICE)


def test_a_rate_of_the_operator_is_that_of_the_order(lead, ada):
    set_value(VAT_RATE, lead.operator_id, Decimal("8.50"))
    order = confirm(take(ada, lead), price_seen_ht=PRICE)
    assert (order.vat_rate, order.vat_amount) == (Decimal("8.50"), Decimal("2.54"))


@pytest.mark.rule("CGV-5.6")
def test_confirming_twice_is_one_order(ordered, lead, ada):
    order = ordered()
    assert confirm(order.reservation, price_seen_ht=PRICE) is order


@pytest.mark.rule("CGV-6.6")
def test_another_price_than_the_one_shown_is_refused(lead, ada):
    with pytest.raises(errors.PriceChanged):
        confirm(take(ada, lead), price_seen_ht=Decimal("29.89"))


def test_a_basket_whose_time_is_over_is_not_confirmed(lead, ada, clock):
    reservation = take(ada, lead)
    clock.advance(timedelta(minutes=10, seconds=1))
    with pytest.raises(errors.BasketExpired):
        confirm(reservation, price_seen_ht=PRICE)


def test_a_basket_given_back_is_not_confirmed(lead, ada):
    reservation = take(ada, lead)
    release(reservation, Release.REMOVED)
    with pytest.raises(errors.BasketExpired):
        confirm(reservation, price_seen_ht=PRICE)


@pytest.mark.rule("CGV-10.4")
def test_suspended_between_basket_and_order(lead, ada):
    reservation = take(ada, lead)
    ada.state = ProfessionalState.SUSPENDED
    with pytest.raises(errors.AccessSuspended):
        confirm(reservation, price_seen_ht=PRICE)


def test_an_order_nobody_paid_is_cancelled_with_its_basket(ordered, lead, clock):
    order = ordered()
    clock.advance(timedelta(minutes=10, seconds=1))
    assert release_expired() == 1
    assert order.state is OrderState.CANCELLED
    assert order.cancelled_at == clock()
    assert lead.state is State.PUBLISHED
