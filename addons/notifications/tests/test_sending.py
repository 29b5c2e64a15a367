"""What leaves, and what the gate stops just before: people object, leave and are erased after the decision."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from addons.base.models import Site
from addons.notifications.models import Channel, Delivery, Nature, Reason
from addons.notifications.sending import SubjectMissing, subject_and_body
from addons.notifications.services import may_contact, notify, oppose, quiet_until
from addons.notifications.tasks import note_unanswered
from addons.notifications.templates import declared
from addons.notifications.tests.conftest import ADVICE, FACTS, INVOICE, OFFER, SECRET
from app.addons import discover, ordered
from app.database import commit
from app.effects.delivery import Undeliverable
from app.effects.models import OutboxRow, Progress
from app.privacy.vault import Person, erase, keep

PRICED = FACTS | {"price_ht": Decimal("1234.50")}
#: 21:59:59, 22:00:00 and so on, in Paris, in winter.
PARIS_OFFSET = timedelta(hours=1)


def paris(day, hour, minute=0, second=0):
    return datetime(2026, 11, day, hour, minute, second, tzinfo=UTC) - PARIS_OFFSET


def test_an_email_is_written_when_it_leaves(recipient, carry_out, messages, mailbox, clock):
    notify(OFFER, recipient, subject=recipient, facts=PRICED, key="k")
    assert carry_out() == 2
    (mail,) = mailbox.messages()
    assert (mail["To"], mail["Subject"]) == ("camille@example.org", "Demande à Nîmes")
    text = mail.get_body(("plain",)).get_content()
    assert "Nouvelle demande à Nîmes pour 1\u202f234,50\u00a0€ HT." in text
    assert "Objet" not in text
    sent = next(each for each in messages() if each.channel is Channel.EMAIL)
    assert (sent.state, sent.reason, sent.sent_at, sent.cost_millicents) == (Delivery.SENT, None, clock(), None)


def test_an_sms_bears_its_segments_and_its_cost(recipient, carry_out, messages, texts):
    notify(ADVICE, recipient, subject=None, key="k")
    carry_out()
    (sent,) = messages()
    assert (sent.state, sent.segments, sent.cost_millicents) == (Delivery.SENT, 1, 4_500)
    kept = texts.find(sent.key)
    assert (kept["to"], kept["sender"]) == ("+33639980011", "Essai")
    assert kept["text"] == "Essai : coupez l’eau au compteur en attendant."


@pytest.mark.rule("CGV-16.4")
def test_whoever_objects_before_it_leaves_is_not_sent_it(db, recipient, carry_out, messages, mailbox, texts):
    notify(OFFER, recipient, subject=None, facts=PRICED, key="k")
    commit()
    oppose(recipient, Channel.SMS)
    oppose(recipient, Channel.EMAIL)
    carry_out()
    assert {(each.state, each.reason) for each in messages()} == {(Delivery.SUPPRESSED, Reason.OPPOSED)}
    assert list(mailbox.messages()) == []
    assert not texts.folder.exists()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"accepts": {Nature.SERVICE}}, Reason.CLOSED),
        ({"email": None}, Reason.NO_ADDRESS),
        ({"erased": True}, Reason.ERASED),
    ],
)
def test_whoever_left_before_it_leaves_is_not_sent_it(recipient, carry_out, messages, reached, mailbox, change, reason):
    notify(INVOICE, recipient, subject=None, facts=FACTS, key="k")
    reached(**change)
    carry_out()
    assert [(each.state, each.reason) for each in messages()] == [(Delivery.SUPPRESSED, reason)]
    assert list(mailbox.messages()) == []


def test_a_subject_that_is_no_longer_true_is_not_told(recipient, carry_out, messages, world):
    notify(OFFER, recipient, subject=None, facts=PRICED, key="k")
    world["still"] = False
    carry_out()
    assert {(each.state, each.reason) for each in messages()} == {(Delivery.SUPPRESSED, Reason.STALE)}


def test_a_subject_that_is_gone_is_not_told(db, recipient, operator, stored, carry_out, messages):
    gone = stored(Site, host="disparu.example.org", values={"label": "Disparu", "operator": operator})
    notify(INVOICE, recipient, subject=gone, facts=FACTS, key="k")
    db.delete(gone)
    carry_out()
    assert [(each.state, each.reason) for each in messages()] == [(Delivery.SUPPRESSED, Reason.STALE)]


@pytest.mark.parametrize(("late_by", "state"), [(0, Delivery.EXPIRED), (-1, Delivery.SENT)])
def test_what_has_not_left_in_time_never_does(recipient, carry_out, messages, clock, late_by, state):
    notify(INVOICE, recipient, subject=None, facts=FACTS, key="k", expires_at=clock() + timedelta(hours=2))
    commit()
    clock.advance(timedelta(hours=2, seconds=late_by))
    carry_out()
    assert [each.state for each in messages()] == [state]


@pytest.mark.rule("CGV-2.10")
class TestQuietHours:
    @pytest.mark.parametrize(
        ("at", "until"),
        [
            (paris(20, 21, 59, 59), None),
            (paris(20, 22), paris(21, 8)),
            (paris(20, 23, 59, 59), paris(21, 8)),
            (paris(21, 0), paris(21, 8)),
            (paris(21, 7, 59, 59), paris(21, 8)),
            (paris(21, 8), None),
        ],
    )
    def test_last_from_ten_to_eight_in_paris(self, operator, at, until):
        assert quiet_until(at, operator.id) == until

    def test_a_text_to_a_client_waits_for_the_morning(self, recipient, carry_out, messages, clock, texts):
        clock.set(paris(20, 23))
        notify(ADVICE, recipient, subject=None, key="k")
        assert carry_out() == 1
        assert [each.state for each in messages()] == [Delivery.QUEUED]
        clock.set(paris(21, 7, 59, 59))
        assert carry_out() == 0
        clock.set(paris(21, 8))
        assert carry_out() == 1
        assert [each.state for each in messages()] == [Delivery.SENT]

    def test_one_that_would_be_late_by_then_is_given_up(self, recipient, carry_out, messages, clock):
        clock.set(paris(20, 23))
        notify(ADVICE, recipient, subject=None, key="k", expires_at=paris(21, 8))
        carry_out()
        assert [(each.state, each.reason) for each in messages()] == [(Delivery.SUPPRESSED, Reason.QUIET_HOURS)]

    def test_an_urgent_one_leaves(self, recipient, carry_out, messages, clock, world):
        clock.set(paris(20, 23))
        world["urgent"] = True
        notify(ADVICE, recipient, subject=None, key="k")
        carry_out()
        assert [each.state for each in messages()] == [Delivery.SENT]

    def test_professionals_are_offered_requests_at_night(self, recipient, carry_out, messages, clock):
        clock.set(paris(20, 23))
        notify(OFFER, recipient, subject=None, facts=PRICED, key="k")
        carry_out()
        assert {each.state for each in messages()} == {Delivery.SENT}


class TestClients:
    """Recipients whose coordinates are in the vault."""

    @pytest.fixture
    def client_of(self, office, operator):
        person = Person(last_name="Zwykanari", phone="06 39 98 47 61", email="perso@example.org")
        return keep(person, operator_id=operator.id)

    def test_a_client_is_reached_where_the_vault_says(self, client_of, carry_out, messages, texts):
        notify(ADVICE, client_of, subject=None, key="k")
        carry_out()
        (sent,) = messages()
        assert texts.find(sent.key)["to"] == "+33639984761"
        assert "zwykanari" not in str({**sent.__dict__}).lower()

    @pytest.mark.rule("CGV-2.10")
    def test_an_erased_client_is_sent_nothing(self, client_of, carry_out, messages, texts):
        notify(ADVICE, client_of, subject=None, key="k")
        erase(client_of)
        carry_out()
        assert [(each.state, each.reason) for each in messages()] == [(Delivery.SUPPRESSED, Reason.ERASED)]

    def test_what_the_text_needs_of_the_vault_is_read_when_it_leaves(self, recipient, carry_out, mailbox, world, rows):
        notify(SECRET, recipient, subject=None, key="k")
        world["who"] = "Zwykanari"
        carry_out()
        assert "Zwykanari" in next(mailbox.messages()).get_body(("plain",)).get_content()
        assert "Zwykanari" not in str([row.payload for row in rows()])


class Refusing:
    """A mail server that answers as told."""

    def __init__(self, *answers):
        self.answers, self.keys = list(answers), []

    def take(self, message, key, at):
        self.keys.append(key)
        if self.answers:
            raise self.answers.pop(0)


class TestFailures:
    @pytest.fixture
    def post(self, office, monkeypatch):
        def refuse(*answers):
            mail = office.extensions["relais.mail"]
            found = Refusing(*answers)
            monkeypatch.setitem(office.extensions, "relais.mail", type(mail)(mail.sender, mail.templates, found))
            return found

        return refuse

    @pytest.mark.rule("CGV-14.2")
    def test_an_address_that_is_refused_for_good_is_said(self, recipient, carry_out, messages, post, rows):
        post(Undeliverable())
        notify(INVOICE, recipient, subject=None, facts=FACTS, key="k")
        carry_out()
        assert [(each.state, each.reason) for each in messages()] == [(Delivery.FAILED, Reason.REFUSED)]
        assert [row.state for row in rows()] == [Progress.DONE]

    def test_a_server_that_does_not_answer_is_asked_again_under_the_same_key(
        self, recipient, carry_out, messages, post, clock
    ):
        server = post(TimeoutError())
        notify(INVOICE, recipient, subject=None, facts=FACTS, key="k")
        carry_out()
        assert [each.state for each in messages()] == [Delivery.QUEUED]
        clock.advance(timedelta(seconds=10))
        carry_out()
        assert [each.state for each in messages()] == [Delivery.SENT]
        assert len(server.keys) == 2
        assert len(set(server.keys)) == 1

    def test_what_nobody_could_take_in_six_hours_is_said_to_have_failed(
        self, db, recipient, carry_out, messages, post, clock, rows
    ):
        post(*[TimeoutError() for _ in range(12)])
        notify(INVOICE, recipient, subject=None, facts=FACTS, key="k")
        for _ in range(12):
            carry_out()
            note_unanswered()
            db.flush()
            assert [each.state for each in messages()] == [
                Delivery.FAILED if rows()[0].state is Progress.FAILED else Delivery.QUEUED
            ]
            clock.advance(timedelta(hours=1))
        assert [(each.state, each.reason) for each in messages()] == [(Delivery.FAILED, Reason.UNANSWERED)]
        row = db.scalars(select(OutboxRow)).one()
        row.retry()
        carry_out()
        assert [(each.state, each.reason) for each in messages()] == [(Delivery.SENT, None)]


def test_an_effect_that_runs_again_after_it_was_noted_sends_nothing_more(db, recipient, carry_out, messages, mailbox):
    notify(INVOICE, recipient, subject=None, facts=FACTS, key="k")
    carry_out()
    db.execute(update(OutboxRow).values(state=Progress.WAITING, ended_at=None))
    for path in mailbox.folder.glob("*.eml"):
        path.unlink()
    carry_out()
    assert list(mailbox.messages()) == []


def test_the_gate_stands_alone(recipient, office):
    (message,) = notify(INVOICE, recipient, subject=None, facts=FACTS, key="k")
    assert may_contact(message).allowed
    message.template = "trial.unknown"
    assert may_contact(message).reason is Reason.STALE


def test_every_template_has_its_texts(office):
    folders = {addon.name: addon.folder / "documents" for addon in ordered(discover())}
    for template in declared().values():
        addon, _, name = template.name.partition(".")
        for channel in template.channels if addon in folders else ():
            text = (folders[addon] / f"{name}.{channel.code}.txt").read_text(encoding="utf-8")
            if channel is Channel.EMAIL:
                subject_and_body(text)


def test_an_email_begins_with_its_subject():
    assert subject_and_body("Objet : Une facture\n\nBonjour,\n") == ("Une facture", "Bonjour,\n")
    with pytest.raises(SubjectMissing):
        subject_and_body("Bonjour,\n")
