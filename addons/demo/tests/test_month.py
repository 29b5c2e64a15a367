"""The invented month: the same each time, at hours when people call, and whole once it is loaded."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from sqlalchemy import create_engine, text

from addons.demo.month import DAYS, ON_SALE, SETTLED, instants
from app.formats import PARIS

NOW = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)


def test_people_call_at_the_same_hours_each_time_and_only_by_day():
    first, again = (list(instants(Random(1), NOW)) for _ in range(2))
    assert first == again == sorted(first)
    assert all(8 <= at.astimezone(PARIS).hour < 20 for at in first)
    assert DAYS <= len(first) <= 3 * (DAYS + 1)
    assert all(after - before >= timedelta(hours=1) for before, after in pairwise(first))


@pytest.fixture(scope="module")
def count_of(live_server):
    """``count_of("orders_order where …")`` in an installation that loaded the demonstration."""
    engine = create_engine(live_server.settings.database_url)
    yield lambda what: _count(engine, what)
    engine.dispose()


def _count(engine, what):
    with engine.connect() as connection:
        return connection.execute(text(f"select count(*) from {what}")).scalar_one()


@pytest.mark.browser
def test_the_month_is_whole(count_of):
    """Each sale went through the services: a payment, an invoice and a reveal for each, nothing left in between."""
    past = f"< now() - interval '{SETTLED.total_seconds():.0f} seconds'"
    sold = count_of(f"orders_order where state = 'fulfilled' and confirmed_at {past}")
    assert sold > 20
    assert count_of(f"orders_order where confirmed_at {past}") == sold
    assert count_of(f"invoicing_invoice where issued_at {past}") == sold
    assert count_of(f"payments_payment where state = 'captured' and captured_at {past}") == sold
    assert count_of(f"orders_line where first_viewed_at < first_contact_at and first_contact_at {past}") == sold
    unfinished = "state in ('draft', 'qualified', 'priced', 'published', 'reserved', 'paid')"
    assert count_of(f"leads_lead where {unfinished} and requested_at {past}") == 0
    assert count_of(f"notifications_message where state = 'queued' and created_at {past}") == 0


@pytest.mark.browser
def test_requests_are_on_sale_when_it_begins(count_of):
    assert count_of("leads_lead where requested_at > now() - interval '3 hours'") >= len(ON_SALE)


@pytest.mark.browser
def test_nobody_of_the_month_exists(count_of):
    """Numbers reserved for fiction, addresses that no mail reaches."""
    assert count_of("professionals_professional where phone !~ '^\\+33(1990|63998)'") == 0
    assert count_of("professionals_professional where email not like '%@example.org'") == 0
