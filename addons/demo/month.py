"""The month itself: each sale goes through the services that real ones go through, at its own hour."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from sqlalchemy import select

from addons.base.models import Operator, Site
from addons.calls.models import Call
from addons.calls.services import accept_recording, end_without_request, give_notice, open_call
from addons.demo.people import FIRST, LAST, STREETS, TOWNS
from addons.leads.models import Lead, Need, Outcome
from addons.leads.services import (
    announce_transfer,
    expire,
    publish,
    qualify,
    read_back,
    set_client,
    start_lead,
    withdraw,
)
from addons.matching.models import Offer
from addons.orders.models import LineOutcome, LostReason, Order
from addons.orders.services import claim, confirm, record_contact, record_outcome, view_contact
from addons.orders.services.baskets import DECLARED
from addons.payments.adapters import Fact, Told
from addons.payments.models import Method, Payment
from addons.payments.services import apply_event
from addons.pricing.services import set_price
from addons.professionals.models import Professional
from addons.zones.models import Commune
from app.access.people import Person as Account
from app.database import session
from app.formats import PARIS
from app.models import clock
from app.privacy.vault import Person

DAYS = 30
#: The provider whose payments no bank has ever seen.
PROVIDER = "sandbox"
#: Of ten requests published, how many end how.
BOUGHT, EXPIRED = 7, 2
#: Nothing of the month is more recent than this, so that its sales have ended.
SETTLED = timedelta(hours=4)
#: How long ago the calls came whose requests are on sale when the demonstration begins.
ON_SALE = tuple(timedelta(minutes=minutes) for minutes in (52, 37, 21, 12, 4))


@dataclass(frozen=True, slots=True)
class Setting:
    """Where the month happens, and the chance that drives it."""

    random: Random
    site: Site
    agent: Account
    needs: list[Need]
    towns: list[Commune]


def play(setting: Setting) -> None:
    """Every call of the month in its order, each at its own instant, then those of this very hour."""
    present, number = clock.now(), 0
    for at in instants(setting.random, present):
        if at < present - SETTLED:
            with clock.frozen(at) as now:
                _call(setting, number, now)
            number += 1
    for ago in ON_SALE:
        with clock.frozen(present - ago) as now:
            _prepare(setting, _answer(setting, now), number, now)
        number += 1


def instants(random: Random, now: datetime) -> Iterator[datetime]:
    """When people call: a few times a day, from eight in the morning to eight in the evening, two hours apart."""
    today = now.astimezone(PARIS).replace(minute=0, second=0, microsecond=0)
    for ago in range(DAYS, -1, -1):
        hours = sorted(random.sample(range(8, 20, 2), random.randint(1, 3)))
        for hour in hours:
            yield (today - timedelta(days=ago)).replace(hour=hour) + timedelta(minutes=random.randint(0, 50))


def _call(setting: Setting, number: int, now: clock.Frozen) -> None:
    call = _answer(setting, now)
    if number % 9 == 8:
        now.advance(timedelta(seconds=50))
        end_without_request(call)
        return
    lead = _prepare(setting, call, number, now)
    _sell(setting, lead, number, now)


def _answer(setting: Setting, now: clock.Frozen) -> Call:
    """A call whose client accepted the recording."""
    call = open_call(setting.site)
    call.agent_id = setting.agent.id
    now.advance(timedelta(seconds=8))
    give_notice(call)
    accept_recording(call)
    return call


def _prepare(setting: Setting, call: Call, number: int, now: clock.Frozen) -> Lead:
    """A request qualified, priced and published within two minutes."""
    random = setting.random
    need, town = setting.needs[number % len(setting.needs)], random.choice(setting.towns)
    lead = start_lead(call)
    lead.need, lead.trade, lead.urgency = need, need.trade, need.urgency
    lead.complexity, lead.intent = need.complexity, need.intent
    lead.commune, lead.postal_code = town, (town.postal_codes or "").split()[0]
    lead.public_description = f"{need.label}, logement occupé, accès facile."
    set_client(lead, _client(random, number), town)
    session().flush()
    read_back(lead)
    announce_transfer(lead, accepted=True)
    now.advance(timedelta(seconds=55))
    qualify(lead)
    lead.qualified_by_id = setting.agent.id
    set_price(lead)
    lead.priced_by_id = setting.agent.id
    now.advance(timedelta(seconds=20))
    publish(lead)
    session().flush()
    return lead


def _client(random: Random, number: int) -> Person:
    civility, first_name = random.choice(FIRST)
    return Person(
        civility=civility,
        first_name=first_name,
        last_name=random.choice(LAST),
        phone=f"063998{number:04d}",
        email=f"client-{number:03d}@example.org",
        street=f"{random.randint(1, 90)} {random.choice(STREETS)}",
        floor="2e étage" if number % 3 == 0 else None,
    )


def _sell(setting: Setting, lead: Lead, number: int, now: clock.Frozen) -> None:
    """Bought by somebody it was offered to, or given up, or expired with its window."""
    buyers = session().scalars(
        select(Professional).join(Offer).where(Offer.lead_id == lead.id).order_by(Professional.id)
    )
    buyer = next(iter(setting.random.sample(found, 1)), None) if (found := list(buyers)) else None
    fate = number % 10
    if buyer is not None and fate < BOUGHT:
        _buy(setting, lead, buyer, number, now)
    elif fate < BOUGHT + EXPIRED and lead.expires_at is not None:
        now.set(lead.expires_at + timedelta(seconds=1))
        expire(lead)
    else:
        now.advance(timedelta(minutes=25))
        withdraw(lead, Outcome.CLIENT_WITHDREW)
    session().flush()


def _buy(setting: Setting, lead: Lead, buyer: Professional, number: int, now: clock.Frozen) -> None:
    if lead.urgency is None or lead.price_ht is None:
        raise ValueError("a published request has its urgency and its price")
    now.advance(timedelta(minutes=setting.random.randint(1, 12)))
    reservation = claim(buyer, lead, price_seen_ht=lead.price_ht, proximity=DECLARED[lead.urgency], available=True)
    now.advance(timedelta(seconds=40))
    order = confirm(reservation, price_seen_ht=lead.price_ht)
    session().flush()
    _pay(order, now)
    line = order.lines[0]
    now.advance(timedelta(seconds=setting.random.randint(20, 200)))
    view_contact(line)
    now.advance(timedelta(minutes=setting.random.randint(1, 12)))
    record_contact(line)
    if number % 4:
        now.advance(timedelta(hours=1))
        won = number % 3 != 0
        record_outcome(
            line,
            LineOutcome.WON if won else LineOutcome.LOST,
            lost_reason=None if won else LostReason.PRICE,
            works_amount_ht=Decimal(setting.random.randint(90, 480)) if won else None,
        )


def _pay(order: Order, now: clock.Frozen) -> None:
    """What the provider would have told: opened, then captured half a minute later."""
    payment = Payment(
        operator_id=order.operator_id,
        order=order,
        professional_id=order.professional_id,
        provider=PROVIDER,
        provider_ref=f"demo-{order.id}",
        key=f"demo-{order.id}",
        method=Method.CARD,
        amount_ttc=order.total_ttc,
        opened_at=clock.now(),
    )
    session().add(payment)
    session().flush()
    now.advance(timedelta(seconds=30))
    apply_event(
        PROVIDER,
        Told(
            event_id=f"demo-{order.id}",
            fact=Fact.CAPTURED,
            ref=f"demo-{order.id}",
            at=clock.now(),
            amount_ttc=payment.amount_ttc,
        ),
    )
    session().flush()


def setting_of(operator: Operator, agent: Account) -> Setting:
    """The site, the needs and the towns of the month of this operator."""
    site = session().scalars(select(Site).where(Site.operator_id == operator.id).order_by(Site.id)).first()
    if site is None:
        raise LookupError("the operator has no site")
    trades = [trade.id for trade in site.trades]
    needs = select(Need).where(Need.trade_id.in_(trades), Need.active).order_by(Need.id)
    towns = select(Commune).where(Commune.code.in_(TOWNS)).order_by(Commune.code)
    return Setting(
        Random(20261122),  # the same month at each load, nothing secret
        site,
        agent,
        list(session().scalars(needs)),
        list(session().scalars(towns)),
    )
