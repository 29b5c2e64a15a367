"""Offering a request: to whom, once, from one instant; and taking it back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from addons.base.roles import AGENT
from addons.leads.models import Lead, Outcome, State
from addons.leads.services import expire, publish, republish
from addons.leads.services import withdraw as withdraw_lead
from addons.matching.errors import NotOnOffer
from addons.matching.messages import is_open
from addons.matching.models import Offer, Reach, Wave
from addons.matching.services import decline
from addons.notifications.models import Channel, Message
from addons.notifications.services import oppose
from addons.professionals.models import CoverageLine
from addons.professionals.models import State as ProfessionalState
from app.errors import NotFound
from app.models.workflow import state_changed


def live(db, lead):
    offers = select(Offer).where(Offer.lead_id == lead.id, Offer.withdrawn_at.is_(None)).order_by(Offer.id)
    return [offer.professional for offer in db.scalars(offers)]


def told(db, lead):
    found = select(Message).where(Message.subject_id == lead.id, Message.template == "matching.offer")
    return sorted((message.recipient_id, message.channel.code) for message in db.scalars(found))


def waves(db, lead):
    return [(wave.reach, wave.eligible, wave.added) for wave in db.scalars(select(Wave).order_by(Wave.id))]


@pytest.mark.rule("CGV-5.5")
@pytest.mark.rule("CGV-3.16")
@pytest.mark.rule("CGV-3.2")
@pytest.mark.rule("CGV-10.4")
def test_publication_tells_exactly_those_who_may_buy(db, lead, professional, locks, operator):
    someone = professional()
    professional(coverage=[CoverageLine(operator=operator, postal_code="34000", validated=True)])
    professional(state=ProfessionalState.SUSPENDED)
    professional(trades=[locks], main_trade=locks)
    made = lead()
    publish(made)
    db.flush()
    assert live(db, made) == [someone]
    assert told(db, made) == [(someone.id, "email"), (someone.id, "sms")]
    assert waves(db, made) == [(Reach.OFFERED, 1, 1)]


@pytest.mark.rule("CGV-5.5")
def test_who_refuses_offers_sees_them_without_being_told(db, lead, professional):
    someone = professional()
    for channel in Channel:
        oppose(someone, channel)
    made = lead()
    publish(made)
    db.flush()
    assert live(db, made) == [someone]
    messages = db.scalars(select(Message).where(Message.subject_id == made.id)).all()
    assert {message.state.code for message in messages} <= {"suppressed"}


def test_a_wave_opens_to_all_at_one_instant(db, lead, professional, clock):
    for _ in range(3):
        professional()
    made = lead()
    publish(made)
    db.flush()
    assert {offer.opens_at for offer in db.scalars(select(Offer))} == {made.opens_at}
    assert made.opens_at >= clock()


def test_a_request_for_nobody_says_so(db, lead):
    made = lead()
    publish(made)
    db.flush()
    assert live(db, made) == []
    assert waves(db, made) == [(Reach.NOBODY, 0, 0)]


@pytest.mark.rule("CGV-3.16")
def test_publishing_again_tells_new_ones_alone(db, lead, professional, clock):
    first, leaver = professional(), professional()
    made = lead()
    publish(made)
    db.flush()
    before = told(db, made)
    clock.set(made.expires_at + timedelta(seconds=1))
    expire(made)
    db.flush()
    assert live(db, made) == []
    leaver.state = ProfessionalState.SUSPENDED
    second = professional()
    republish(made, "Le client a rappelé.")
    db.flush()
    assert live(db, made) == [first, second]
    assert set(told(db, made)) - set(before) == {(second.id, "email"), (second.id, "sms")}
    assert len(told(db, made)) == len(before) + 2
    assert {offer.opens_at for offer in db.scalars(select(Offer).where(Offer.withdrawn_at.is_(None)))} == {
        made.opens_at
    }
    assert waves(db, made) == [(Reach.ENDED, 2, 2), (Reach.OFFERED, 2, 1)]


@pytest.mark.parametrize("end", ["withdrawn", "expired", "paid"])
def test_a_request_that_leaves_the_market_is_taken_back(db, lead, professional, clock, end):
    someone = professional()
    made = lead()
    publish(made)
    db.flush()
    assert is_open(made, someone)
    if end == "withdrawn":
        withdraw_lead(made, Outcome.CLIENT_WITHDREW)
    elif end == "expired":
        clock.set(made.expires_at + timedelta(seconds=1))
        expire(made)
    else:
        _pay(made)
    db.flush()
    assert live(db, made) == []
    assert not is_open(made, someone)
    assert waves(db, made) == [(Reach.ENDED, 1, 1)]


def _pay(lead):
    """What a capture does to the request; what performs it is another add-on's."""
    old, lead.state = lead.state, State.PAID
    state_changed.send(Lead, record=lead, transition=Lead.mark_paid.transition, old=old)


@pytest.mark.parametrize("why", ["suspended", "declined", "reserved"])
def test_a_queued_message_is_tested_again_before_it_leaves(db, lead, professional, why):
    someone = professional()
    made = lead()
    publish(made)
    db.flush()
    if why == "suspended":
        someone.state = ProfessionalState.SUSPENDED
    elif why == "declined":
        decline(someone, made.id)
    else:
        made.state = State.RESERVED
    db.flush()
    assert not is_open(made, someone)


@pytest.mark.rule("CGV-1.4")
def test_declining_costs_nothing(db, lead, professional, clock):
    someone, other = professional(), professional()
    made = lead()
    publish(made)
    db.flush()
    before = someone.state
    declined = decline(someone, made.id)
    first = declined.declined_at
    clock.advance(timedelta(minutes=1))
    assert decline(someone, made.id).declined_at == first
    db.flush()
    assert someone.state is before
    assert [offer.declined_at for offer in db.scalars(select(Offer).where(Offer.professional_id == other.id))] == [None]
    next_one = lead()
    publish(next_one)
    db.flush()
    assert live(db, next_one) == [someone, other]


def test_nobody_declines_what_was_not_offered(db, lead, professional):
    made = lead()
    publish(made)
    with pytest.raises(NotFound):
        decline(professional(), made.id)


def test_what_left_the_market_is_not_declined(db, lead, professional):
    someone = professional()
    made = lead()
    publish(made)
    db.flush()
    withdraw_lead(made, Outcome.CLIENT_WITHDREW)
    with pytest.raises(NotOnOffer):
        decline(someone, made.id)


@pytest.mark.rule("CGV-3.16")
def test_an_agent_publishes_and_everybody_is_told(db, lead, professional, account, acting):
    someone, id, agent = professional().id, lead().id, account(AGENT)
    with acting(agent):
        publish(db.get(Lead, id))
    db.remove()
    assert [offer.professional_id for offer in db.scalars(select(Offer).where(Offer.lead_id == id))] == [someone]
    assert len(db.scalars(select(Message).where(Message.subject_id == id)).all()) == 2
