"""Mail leaves once it must, the same at each attempt; a server that refuses, stalls or hangs up loses nothing."""

import socket
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

from app import database
from app.database import session
from app.effects import outbox
from app.effects.delivery import Undeliverable
from app.effects.mail import Letter, _address, send_mail
from app.effects.models import OutboxRow, Progress, StoredMail
from app.effects.smtp import Smtp
from app.settings import SettingsError
from tests.effects.probe.tasks import Written


class Postman:
    """What the server does with a message: answers, in turn, then accepts."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.received: list[EmailMessage] = []

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        if self.answers and self.answers[0].startswith("rcpt "):
            return self.answers.pop(0).removeprefix("rcpt ")
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:
        if self.answers:
            answer = self.answers.pop(0)
            if answer == "hang up":
                server.transport.abort()
            return answer
        self.received.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


@pytest.fixture
def post(app, monkeypatch):
    """Have the application send through a local server that answers as told."""
    controllers = []

    def serve(*answers: str, security: str = "none") -> Postman:
        postman = Postman(*answers)
        controller = Controller(postman, hostname="127.0.0.1", port=free_port())
        controller.start()
        controllers.append(controller)
        send_to(Smtp("127.0.0.1", controller.port, security, timeout=5.0))
        return postman

    def send_to(smtp: Smtp) -> None:
        mail = app.extensions["relais.mail"]
        monkeypatch.setitem(app.extensions, "relais.mail", type(mail)(mail.sender, mail.templates, smtp))

    serve.send_to = send_to
    yield serve
    for controller in controllers:
        controller.stop()


def write(number: int = 1) -> None:
    outbox.put(Written(number), key=f"letter-{number}")
    database.commit()


def test_a_message_is_french_in_text_and_html(rows, carry_out, post):
    postman = post()
    write()
    carry_out()
    [message] = postman.received
    assert message["To"] == "camille@example.org"
    assert message["Subject"] == "Bonjour 1"
    lines = message.get_body(("plain",)).get_content().splitlines()
    assert lines[:4] == ["Bonjour Camille,", "", "voici votre lien :", "https://example.org/lien?a=1&b=<2>"]
    assert lines[-1] == "À bientôt, l’équipe"
    html = message.get_body(("html",)).get_content()
    assert '<a href="https://example.org/lien?a=1&amp;b=' in html
    assert "<2>" not in html


def test_each_attempt_sends_the_same_message(rows, carry_out, post, clock):
    postman = post("451 try again")
    write()
    carry_out()
    assert rows()[0].state is Progress.WAITING
    clock.advance(timedelta(minutes=1))
    carry_out()
    [message] = postman.received
    assert rows()[0].state is Progress.DONE
    assert message["Date"].datetime == rows()[0].created_at
    assert message["Message-ID"].endswith("@example.org>")


def test_the_same_key_gives_the_same_bytes():
    letter = Letter("Relais <relais@example.org>", _address("camille@example.org"), "Objet", "Texte\n", "<p>Texte</p>")
    at = datetime(2026, 11, 21, tzinfo=UTC)
    assert letter.message("a", at).as_bytes() == letter.message("a", at).as_bytes()
    assert letter.message("a", at)["Message-ID"] != letter.message("b", at)["Message-ID"]


@pytest.mark.parametrize("answer", ["rcpt 550 no such mailbox", "554 refused"])
def test_a_final_refusal_asks_for_a_person_at_once(rows, carry_out, post, answer):
    post(answer)
    write()
    carry_out()
    assert (rows()[0].state, rows()[0].error) == (Progress.FAILED, "Undeliverable")


@pytest.mark.parametrize("answer", ["rcpt 451 greylisted", "452 full", "hang up"])
def test_a_passing_refusal_is_tried_again(rows, carry_out, post, clock, answer):
    postman = post(answer)
    write()
    carry_out()
    assert rows()[0].state is Progress.WAITING
    clock.advance(timedelta(minutes=1))
    carry_out()
    assert len(postman.received) == 1


def test_a_server_that_never_answers_is_left_alone_after_the_limit(rows, carry_out, post):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        post.send_to(Smtp("127.0.0.1", silent.getsockname()[1], "none", timeout=0.2))
        write()
        carry_out()
    assert (rows()[0].state, rows()[0].error) == (Progress.WAITING, "SMTPServerDisconnected")


def test_a_server_that_is_not_there_loses_nothing(rows, carry_out, post):
    post.send_to(Smtp("127.0.0.1", free_port(), "none", timeout=0.2))
    write()
    carry_out()
    assert (rows()[0].state, rows()[0].error) == (Progress.WAITING, "ConnectionRefusedError")


def test_nothing_is_said_to_a_server_without_tls(rows, carry_out, post):
    postman = post(security="starttls")
    write()
    carry_out()
    assert postman.received == []
    assert rows()[0].error == "SMTPNotSupportedError"


def test_a_subject_cannot_add_a_header(app, rows, carry_out, post, monkeypatch):
    def inject(effect: Written) -> None:
        send_mail(
            to="camille@example.org",
            subject="Bonjour\r\nBcc: tous@example.org",
            template="probe/hello.txt",
            name="Camille",
        )

    handling = outbox.Handling(Written, inject, None, 1)
    monkeypatch.setitem(outbox._handlings, Written.kind, handling)
    postman = post()
    write()
    carry_out()
    [message] = postman.received
    assert message["Bcc"] is None
    assert message["Subject"] == "Bonjour Bcc: tous@example.org"


@pytest.mark.parametrize("to", ["camille", "a@b.fr\r\nBcc: tous@example.org", "a@b.fr, c@d.fr", "<a@b.fr>", ""])
def test_what_is_no_address_is_refused(to):
    with pytest.raises(Undeliverable):
        _address(to)


@pytest.mark.parametrize(
    ("url", "security", "port"),
    [
        ("smtp://127.0.0.1:2525", "none", 2525),
        ("smtp://mail.example.org", "starttls", 587),
        ("smtps://me:p%40ss@mail.example.org", "tls", 465),
    ],
)
def test_tls_is_required_beyond_this_machine(url, security, port):
    smtp = Smtp.at(url)
    assert (smtp.security, smtp.port) == (security, port)
    assert smtp.password in ("", "p@ss")


def test_another_address_is_refused_at_start():
    with pytest.raises(SettingsError):
        Smtp.at("https://mail.example.org")


def test_the_embedded_store_keeps_one_message_whatever_the_attempts(rows, carry_out, app, settings, mailbox):
    write()
    carry_out()
    session.query(OutboxRow).update({"state": Progress.WAITING})
    database.commit()
    carry_out()
    assert len(list(mailbox.messages())) == 1
    assert len(session.scalars(select(StoredMail)).all()) == 1
    [file] = mailbox.folder.glob("*.eml")
    assert file.stat().st_mode & 0o077 == 0


def test_the_embedded_store_forgets_after_seven_days(rows, carry_out, app, mailbox, clock):
    write(1)
    carry_out()
    clock.advance(timedelta(days=6))
    write(2)
    carry_out()
    clock.advance(timedelta(days=1, minutes=1))
    mailbox.purge()
    assert [message["Subject"] for message in mailbox.messages()] == ["Bonjour 2"]
    assert session.scalars(select(StoredMail.key)).all() == ["letter-2"]
