"""From a click to a password: the row in the outbox, the worker, the letter, the link, the door."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.access.identity import System, acting_as
from app.access.links import LASTS
from app.access.tables import Purpose
from app.database import session
from app.effects.delivery import claim, deliver
from app.effects.models import OutboxRow, Progress
from tests.access.test_administration import GOOD
from tests.access.test_sessions import NEW_PASSWORD, is_in, post, signed_in, try_form
from tests.support.people import PASSWORD, new_account

LEASE = timedelta(seconds=30)


@pytest.fixture
def work(app, db):
    """What a worker does with the rows that wait; how they ended."""

    def run():
        with acting_as(System("test")):
            taken = claim(100, LEASE)
        with app.app_context():
            for row_id in taken:
                deliver(row_id, LEASE)
        with acting_as(System("test")):
            return session.scalars(select(OutboxRow.state).where(OutboxRow.id.in_(taken))).all()

    return run


@pytest.fixture
def invite(login_as):
    def run():
        assert post(login_as("ADMIN"), "/comptes/nouveau", **GOOD).status_code == 303
        return "zoe.perrin@example.org"

    return run


@pytest.fixture
def forget(app, db):
    def run():
        username = new_account("AGENT")
        assert post(app.test_client(), "/mot-de-passe-oublie", username=username).status_code == 200
        return f"{username}@example.org"

    return run


@pytest.fixture(params=[Purpose.INVITATION, Purpose.FORGOTTEN], ids=["invitation", "forgotten"])
def purpose(request):
    return request.param


@pytest.fixture
def ask(purpose, invite, forget):
    """Have a link sent; the address of whom it is for."""
    return invite if purpose is Purpose.INVITATION else forget


def link_in(settings, message):
    text = message.get_body(("plain",)).get_content()
    [address] = re.findall(rf"{re.escape(settings.base_url)}(/mot-de-passe/\S+)", text)
    return address


def test_a_person_chooses_a_password_by_mail_and_signs_in(app, settings, ask, work, mailbox):
    person = ask()
    assert work() == [Progress.DONE]
    [message] = mailbox.messages()
    assert message["To"] == person
    path = link_in(settings, message)
    client = app.test_client()
    assert client.get(path).status_code == 200
    assert post(client, path, password=NEW_PASSWORD, again=NEW_PASSWORD).status_code == 303
    assert is_in(signed_in(app, person, NEW_PASSWORD))
    assert try_form(app, person, PASSWORD).status_code == 401
    assert post(app.test_client(), path, password=PASSWORD, again=PASSWORD).status_code == 410
    assert is_in(signed_in(app, person, NEW_PASSWORD))
    assert work() == []


def test_a_mailed_link_is_good_to_the_last_second(app, settings, ask, purpose, work, mailbox, clock):
    ask()
    work()
    [message] = mailbox.messages()
    path, client = link_in(settings, message), app.test_client()
    clock.advance(LASTS[purpose])
    assert client.get(path).status_code == 200
    clock.advance(timedelta(seconds=1))
    assert client.get(path).status_code == 410
    assert post(client, path, password=NEW_PASSWORD, again=NEW_PASSWORD).status_code == 410


def test_a_link_that_died_waiting_is_never_sent(ask, purpose, work, mailbox, clock):
    ask()
    clock.advance(LASTS[purpose])
    assert work() == [Progress.EXPIRED]
    assert list(mailbox.messages()) == []


def test_an_unknown_name_costs_the_same_row_and_sends_nothing(app, db, work, mailbox):
    assert post(app.test_client(), "/mot-de-passe-oublie", username="nobody").status_code == 200
    assert work() == [Progress.WITHDRAWN]
    assert list(mailbox.messages()) == []


def test_a_link_replaced_before_it_left_is_not_sent(app, work, mailbox, forget):
    person = forget()
    post(app.test_client(), "/mot-de-passe-oublie", username=person)
    assert sorted(state.code for state in work()) == ["done", "withdrawn"]
    assert len(list(mailbox.messages())) == 1
