"""Preferences, pauses, and how a professional is reached according to where his file stands."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from addons.base.roles import AGENT
from addons.legal.models import LegalVersion
from addons.legal.services import draft_from_model, schedule
from addons.notifications.models import Channel, Delivery, Message, Nature, Opposition, Reason
from addons.notifications.services import Template, notify
from addons.professionals import desk, errors
from addons.professionals.models import NetworkStatus, Professional, State
from addons.professionals.reach import reach
from addons.professionals.services import accept_terms, pause, resume, set_offer_preferences
from addons.professionals.tests.conftest import NOW
from app.access.grants import Audience
from app.access.identity import Account
from app.database import commit
from app.effects.delivery import claim, deliver
from app.errors import NotFound
from app.records.perform import perform

OFFER = Template("network.offer", Nature.OFFER, (Channel.SMS, Channel.EMAIL))
CONTRACT = Template("network.contract", Nature.CONTRACT, (Channel.EMAIL,))
LEASE = timedelta(seconds=30)


@pytest.mark.rule("CGV-16.1")
def test_a_validated_professional_is_offered_requests_on_both_channels(file):
    made = notify(OFFER, file(State.VALIDATED), subject=None, key="k")
    assert [(each.channel, each.state) for each in made] == [
        (Channel.SMS, Delivery.QUEUED), (Channel.EMAIL, Delivery.QUEUED),
    ]  # fmt: skip


@pytest.mark.rule("CGV-16.4")
def test_a_refused_channel_stops_its_offers_at_once_and_nothing_else(file):
    professional = file(State.VALIDATED)
    set_offer_preferences(professional, Channel.SMS, False)
    states = {each.channel: each.reason for each in notify(OFFER, professional, subject=None, key="k")}
    assert states == {Channel.SMS: Reason.OPPOSED, Channel.EMAIL: None}
    set_offer_preferences(professional, Channel.EMAIL, False)
    assert [each.reason for each in notify(CONTRACT, professional, subject=None, key="k")] == [None]
    set_offer_preferences(professional, Channel.SMS, True)
    states = {each.channel: each.reason for each in notify(OFFER, professional, subject=None, key="k2")}
    assert states == {Channel.SMS: None, Channel.EMAIL: Reason.OPPOSED}


@pytest.mark.rule("CGV-16.4")
def test_an_agent_notes_what_was_asked_by_mail(db, file, acting, account):
    id_ = file(State.VALIDATED).id
    with acting(account(AGENT)):
        perform(Professional, id_, "note_preferences", {"channel": Channel.SMS, "wanted": False})
        assert db.scalars(select(Opposition.recipient_id)).all() == [id_]
        perform(Professional, id_, "note_preferences", {"channel": Channel.SMS, "wanted": True})
        assert db.scalars(select(Opposition)).all() == []


@pytest.mark.rule("CGV-10.4")
@pytest.mark.parametrize(
    ("state", "accepted"),
    [
        (State.CONTACTED, {Nature.CONTRACT, Nature.SERVICE}),
        (State.VALIDATED, set(Nature)),
        (State.DOCUMENTS_EXPIRED, {Nature.CONTRACT, Nature.SERVICE}),
        (State.SUSPENDED, {Nature.CONTRACT, Nature.SERVICE}),
        (State.DELETION_PENDING, {Nature.CONTRACT, Nature.SERVICE}),
        (State.TERMINATED, {Nature.CONTRACT}),
        (State.ABANDONED, set()),
    ],
)
def test_what_may_be_sent_follows_the_state(file, state, accepted):
    assert set(reach(file(state)).accepts) == accepted


@pytest.mark.rule("CGV-3.2")
def test_nobody_outside_of_the_network_is_sent_anything(file):
    outside = file(State.CONTACTED, network_status=NetworkStatus.OFF_NETWORK)
    assert not reach(outside).accepts


class TestPause:
    @pytest.mark.rule("CGV-1.4")
    def test_no_offer_until_it_ends(self, file, clock):
        professional = file(State.VALIDATED)
        pause(professional, NOW + timedelta(days=3))
        assert Nature.OFFER not in reach(professional).accepts
        clock.set(NOW + timedelta(days=3))
        assert Nature.OFFER in reach(professional).accepts
        pause(professional, NOW + timedelta(days=9))
        resume(professional)
        assert Nature.OFFER in reach(professional).accepts

    @pytest.mark.parametrize("days", [-1, 0, 366])
    def test_it_ends_within_a_year(self, file, days):
        with pytest.raises(errors.PauseOutOfBounds):
            pause(file(State.VALIDATED), NOW + timedelta(days=days))


class TestDesk:
    """What the portal asks for: on one's own file, whatever ids are sent."""

    @pytest.fixture
    def me(self, file):
        def of(professional_id):
            return Account(
                id=1, username="essai", first_name="Camille", last_name="Essai", email="camille@example.org",
                roles=frozenset({"PROFESSIONAL"}), audience=Audience.PORTAL, operator_id=None, operator_ids=(),
                facts={"professional_id": professional_id}, at_desk=True,
            )  # fmt: skip

        return of

    @pytest.mark.rule("CGV-1.5")
    def test_terms_are_accepted_by_a_tick(self, file, me, terms):
        professional = file(State.VALIDATED, signed_on=None)
        assert desk.accept(me(professional.id), version_id=terms.id) == {"accepted_at": NOW.isoformat()}
        assert accept_terms(professional, terms).accepted_at == NOW

    @pytest.mark.parametrize("version_id", [0, 2**62])
    def test_an_unknown_version_is_nobodys(self, file, me, version_id):
        with pytest.raises(NotFound):
            desk.accept(me(file(State.VALIDATED).id), version_id=version_id)

    def test_the_version_of_another_company_is_nobodys(self, db, file, me, other_operator):
        foreign = draft_from_model(other_operator)
        with pytest.raises(NotFound):
            desk.accept(me(file(State.VALIDATED).id), version_id=foreign.id)

    @pytest.mark.rule("CGV-16.4")
    def test_preferences(self, db, file, me):
        who = me(file(State.VALIDATED).id)
        assert desk.prefer(who, channel="sms", wanted=False) == {"channel": "sms", "wanted": False}
        assert db.scalars(select(Opposition.channel)).all() == [Channel.SMS]
        with pytest.raises(errors.ChannelUnknown):
            desk.prefer(who, channel="fax", wanted=False)

    def test_pause(self, file, me):
        professional = file(State.VALIDATED)
        desk.take_pause(me(professional.id), days=7)
        assert professional.paused_until == NOW + timedelta(days=7)
        assert desk.take_pause(me(professional.id), days=0) == {"paused_until": None}
        for days in (-1, 366, 10**12):
            with pytest.raises(errors.PauseOutOfBounds):
                desk.take_pause(me(professional.id), days=days)

    def test_whoever_acts_for_nobody_is_answered_nothing(self, file, me):
        with pytest.raises(NotFound):
            desk.take_pause(me(None), days=1)


@pytest.mark.rule("CGV-1.7")
def test_each_professional_bound_by_the_terms_is_told_of_the_next_ones(db, app, file, operator, mailbox):
    operator.legal_name, operator.legal_form, operator.siren, operator.rcs_city = "Essai", "SASU", "732829320", "Nîmes"
    operator.street, operator.postal_code, operator.city = "1 rue de l’Essai", "30000", "Nîmes"
    operator.contact_email = "contact@example.org"
    numbers = {State.VALIDATED: "1", State.SUSPENDED: "2", State.DOCUMENTS_EXPIRED: "3", State.TERMINATED: "4"}
    for state, number in numbers.items():
        one = file(state, siren=None, email=f"pro-{number}@example.org", phone=None)
        set_offer_preferences(one, Channel.EMAIL, False)
    version = draft_from_model(operator)
    schedule(version)
    commit()
    with app.app_context():
        for _ in range(2):
            for row_id in claim(100, LEASE):
                deliver(row_id, LEASE)
    assert {message["To"] for message in mailbox.messages()} == {f"pro-{number}@example.org" for number in "123"}
    text = next(mailbox.messages()).get_body(("plain",)).get_content()
    assert "à partir du 06/12/2026 12:00" in text
    assert "/cgv/2?entreprise=essai" in text
    assert db.scalars(select(Message.state)).all() == [Delivery.SENT] * 3
    assert db.scalars(select(LegalVersion.number).order_by(LegalVersion.number)).all() == [1, 2]
