"""Deciding messages: one per channel that reaches, once per occasion, nothing personal, refusals said at once."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from addons.base.models import Site
from addons.notifications.models import Channel, Delivery, Message, Nature, Reason
from addons.notifications.services import lift, notify, notify_all, oppose
from addons.notifications.templates import Template, TemplateTwice
from addons.notifications.tests.conftest import FACTS, INVOICE, OFFER
from app.effects.models import OutboxRow
from app.models import clock as app_clock
from app.proof.canonical import PersonalFact

PRICED = FACTS | {"price_ht": Decimal("29.90")}


@pytest.mark.rule("CGV-5.5")
def test_one_message_per_channel(recipient, rows, messages):
    made = notify(OFFER, recipient, subject=recipient, facts=PRICED, key="published")
    assert [(each.channel, each.state) for each in made] == [
        (Channel.SMS, Delivery.QUEUED),
        (Channel.EMAIL, Delivery.QUEUED),
    ]
    assert {each.recipient_label for each in messages()} == {"PRO-000042"}


@pytest.mark.rule("CGV-3.16")
def test_publishing_again_sends_nothing_more(db, recipient, carry_out, texts, mailbox):
    id_ = recipient.id
    for _ in range(2):
        notify(OFFER, recipient, subject=recipient, facts=PRICED, key="published")
        carry_out()
        recipient = db.scalars(select(Site).where(Site.id == id_)).one()
    assert db.scalar(select(func.count(Message.id))) == 2
    assert db.scalar(select(func.count(OutboxRow.id)).where(OutboxRow.kind == "notifications.message_decided")) == 2
    assert len(list(texts.folder.glob("*.json"))) == len(list(mailbox.messages())) == 1


def test_another_occasion_or_another_subject_is_another_message(recipient, operator, stored):
    other = stored(Site, host="autre.example.org", values={"label": "Autre", "operator": operator})
    assert len(notify(INVOICE, recipient, subject=recipient, key="one")) == 1
    assert len(notify(INVOICE, recipient, subject=recipient, key="two")) == 1
    assert len(notify(INVOICE, recipient, subject=other, key="one")) == 1
    assert len(notify(INVOICE, recipient, subject=None, key="one")) == 1
    assert len(notify(INVOICE, other, subject=recipient, key="one")) == 1
    assert notify(INVOICE, other, subject=recipient, key="one") == []


@pytest.mark.parametrize("phone", [None, "+33199000001"])
def test_a_landline_takes_no_sms(recipient, reached, phone):
    reached(phone=phone)
    assert [each.channel for each in notify(OFFER, recipient, subject=None, facts=PRICED, key="k")] == [Channel.EMAIL]


def test_whoever_cannot_be_reached_is_noted_once(recipient, reached, rows):
    reached(phone=None, email=None)
    (only,) = notify(OFFER, recipient, subject=None, facts=PRICED, key="k")
    assert (only.channel, only.state, only.reason) == (Channel.SMS, Delivery.SUPPRESSED, Reason.NO_ADDRESS)
    assert rows() == []


@pytest.mark.rule("CGV-16.4")
def test_an_opposition_suppresses_offers_of_that_channel_and_says_so(db, recipient):
    oppose(recipient, Channel.SMS)
    oppose(recipient, Channel.SMS)
    made = {each.channel: each for each in notify(OFFER, recipient, subject=None, facts=PRICED, key="k")}
    assert (made[Channel.SMS].state, made[Channel.SMS].reason) == (Delivery.SUPPRESSED, Reason.OPPOSED)
    assert made[Channel.EMAIL].state is Delivery.QUEUED
    lift(recipient, Channel.SMS)
    assert {each.state for each in notify(OFFER, recipient, subject=None, facts=PRICED, key="k2")} == {Delivery.QUEUED}


@pytest.mark.rule("CGV-16.4")
@pytest.mark.rule("CGV-11.6")
def test_an_opposition_never_stops_what_the_contract_needs(recipient):
    oppose(recipient, Channel.EMAIL)
    assert [each.state for each in notify(INVOICE, recipient, subject=None, facts=FACTS, key="k")] == [Delivery.QUEUED]


def test_what_a_recipient_does_not_accept_is_suppressed(recipient, reached):
    reached(accepts={Nature.CONTRACT})
    assert {each.reason for each in notify(OFFER, recipient, subject=None, facts=PRICED, key="k")} == {Reason.CLOSED}
    assert [each.reason for each in notify(INVOICE, recipient, subject=None, facts=FACTS, key="k")] == [None]


@pytest.mark.parametrize("fact", ["06 39 98 00 11", "0639980011", "+33 6.39.98.00.11", "a@example.org", object()])
def test_a_fact_never_reaches_a_person(recipient, fact):
    with pytest.raises(PersonalFact):
        notify(INVOICE, recipient, subject=None, facts={"town": fact}, key="k")


def test_many_recipients_cost_as_many_statements_as_one(recipient, operator, stored, count_queries):
    others = [
        stored(Site, host=f"n{number}.example.org", values={"label": "N", "operator": operator}) for number in range(40)
    ]
    with count_queries() as few:
        notify_all(INVOICE, others[:2], subject=None, facts=FACTS, key="few")
    with count_queries() as many:
        assert len(notify_all(INVOICE, others, subject=None, facts=FACTS, key="many")) == 40
    assert len(many) <= len(few) + 2  # words of the search are written by batches


def test_nothing_is_sent_when_the_decision_is_undone(db, recipient, carry_out, mailbox):
    with db.begin_nested() as undone:
        notify(INVOICE, recipient, subject=None, facts=FACTS, key="k")
        undone.rollback()
    assert carry_out() == 0
    assert list(mailbox.messages()) == []


def test_two_templates_never_share_a_name():
    with pytest.raises(TemplateTwice):
        Template("trial.offer", Nature.OFFER, (Channel.SMS,))
    with pytest.raises(TemplateTwice):
        Template("Trial Offer", Nature.OFFER, (Channel.SMS,))


def test_a_message_that_is_late_already_still_waits_for_the_gate(recipient, carry_out, messages):
    late = app_clock.now() - timedelta(seconds=1)
    notify(INVOICE, recipient, subject=None, facts=FACTS, key="k", expires_at=late)
    carry_out()
    assert [(each.state, each.reason) for each in messages()] == [(Delivery.EXPIRED, Reason.LATE)]
