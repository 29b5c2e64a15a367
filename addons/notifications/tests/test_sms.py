"""The wire: a local provider that accepts, refuses, fails, hangs up; its reports; the store of a demonstration."""

import json
import threading
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from sqlalchemy import select, update

from addons.notifications.models import Delivery, Message, Reason
from addons.notifications.reports import SIGNATURE
from addons.notifications.services import notify
from addons.notifications.sms import HttpCarrier, Sms, SmsStore, Unanswered, carrier, sender_id
from addons.notifications.tasks import purge_sms
from addons.notifications.tests.conftest import ADVICE
from app.database import commit
from app.effects.delivery import Undeliverable
from app.effects.models import OutboxRow, Progress
from app.kernel import kernel_of
from app.webhooks import sign

TOKEN = "un secret du prestataire des SMS"
TEXT = Sms("+33639980011", "Essai", "Bonjour", "clé-1".encode().hex())


class Provider(ThreadingHTTPServer):
    """A provider that keeps what it was told; ``answers`` are given in turn, then it accepts, once per key."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answering)
        self.answers: list[int | str] = []
        self.received: list[dict] = []
        self.kept: dict[str, str] = {}
        self.released = threading.Event()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/messages"


class Answering(BaseHTTPRequestHandler):
    server: Provider

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.received.append({**body, "headers": dict(self.headers)})
        answer = self.server.answers.pop(0) if self.server.answers else 200
        if answer == "hang":
            self.server.released.wait(10)
            return
        if answer == "cut":
            return
        key = self.headers["Idempotency-Key"]
        if answer in (200, "lost"):
            self.server.kept.setdefault(key, f"ref-{len(self.server.kept) + 1}")
        if answer == "lost":  # taken, but the answer never comes back
            return
        told = json.dumps({"ref": self.server.kept.get(key)}).encode()
        self.send_response(answer)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, format, *args):
        """Requests are no news here."""


@pytest.fixture
def provider():
    server = Provider()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server
    server.released.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def through(office, monkeypatch):
    """``through(**settings)``: the installation as if it had been started with these settings."""

    def set_to(**settings):
        kernel = kernel_of(office)
        monkeypatch.setattr(kernel, "settings", replace(kernel.settings, **settings))

    return set_to


def test_the_wire(provider):
    assert HttpCarrier(provider.url, TOKEN).take(TEXT) == "ref-1"
    (received,) = provider.received
    headers = received.pop("headers")
    assert received == {"to": TEXT.to, "from": "Essai", "text": "Bonjour", "key": TEXT.key}
    assert headers["Idempotency-Key"] == TEXT.key
    assert headers["Authorization"] == f"Bearer {TOKEN}"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
def test_a_refusal_is_final(provider, status):
    provider.answers = [status]
    with pytest.raises(Undeliverable):
        HttpCarrier(provider.url, TOKEN).take(TEXT)


@pytest.mark.parametrize("answer", [408, 409, 425, 429, 500, 502, 503, 302, "cut", "hang"])
def test_anything_else_is_asked_again(provider, answer):
    provider.answers = [answer]
    with pytest.raises(Unanswered) as failure:
        HttpCarrier(provider.url, TOKEN, timeout=0.5).take(TEXT)
    assert TEXT.to not in str(failure.value)
    assert HttpCarrier(provider.url, TOKEN).take(TEXT) == "ref-1"


def test_nobody_listens():
    with pytest.raises(Unanswered):
        HttpCarrier("http://127.0.0.1:9/", TOKEN, timeout=1).take(TEXT)


class TestThroughTheProvider:
    @pytest.fixture(autouse=True)
    def configured(self, through, provider):
        through(sms_url=provider.url, sms_token=TOKEN)

    def test_a_message_keeps_the_providers_reference(self, recipient, carry_out, messages, provider):
        notify(ADVICE, recipient, subject=None, key="k")
        carry_out()
        (sent,) = messages()
        assert (sent.state, sent.provider_ref, sent.segments) == (Delivery.SENT, "ref-1", 1)
        assert provider.received[0]["key"] == sent.key

    def test_a_refused_message_failed(self, recipient, carry_out, messages, provider):
        provider.answers = [422]
        notify(ADVICE, recipient, subject=None, key="k")
        carry_out()
        assert [(each.state, each.reason) for each in messages()] == [(Delivery.FAILED, Reason.REFUSED)]

    def test_a_provider_that_fails_is_asked_again_with_the_same_key(
        self, recipient, carry_out, messages, provider, clock
    ):
        provider.answers = [503]
        notify(ADVICE, recipient, subject=None, key="k")
        carry_out()
        assert [each.state for each in messages()] == [Delivery.QUEUED]
        clock.advance(timedelta(seconds=10))
        carry_out()
        assert [each.state for each in messages()] == [Delivery.SENT]
        assert len({each["key"] for each in provider.received}) == 1

    def test_an_answer_that_was_lost_does_not_send_twice(self, recipient, carry_out, messages, provider, clock):
        provider.answers = ["lost"]
        notify(ADVICE, recipient, subject=None, key="k")
        carry_out()
        clock.advance(timedelta(seconds=10))
        carry_out()
        assert len(provider.received) == 2
        assert list(provider.kept.values()) == ["ref-1"]
        assert [each.provider_ref for each in messages()] == ["ref-1"]

    def test_a_kill_after_the_hand_over_does_not_send_twice(self, db, recipient, carry_out, messages, provider):
        """What a kill leaves behind: the provider has it, nothing here says so, the lease ends."""
        notify(ADVICE, recipient, subject=None, key="k")
        carry_out()
        db.execute(update(OutboxRow).values(state=Progress.WAITING, ended_at=None, leased_by=None, lease_until=None))
        db.execute(update(Message).values(state=Delivery.QUEUED, sent_at=None, provider_ref=None, segments=None))
        carry_out()
        assert len(provider.received) == 2
        assert list(provider.kept.values()) == ["ref-1"]
        assert [each.state for each in messages()] == [Delivery.SENT]


@pytest.mark.rule("CGV-16.3")
def test_a_production_without_provider_says_so_and_still_mails(recipient, carry_out, messages, through):
    through(mode="production", sms_url=None)
    assert carrier() is None
    notify(ADVICE, recipient, subject=None, key="k")
    carry_out()
    assert [(each.state, each.reason) for each in messages()] == [(Delivery.FAILED, Reason.NOT_CONFIGURED)]


class TestReports:
    ADDRESS = "/webhooks/sms/http"

    @pytest.fixture
    def sent(self, through, provider, recipient, carry_out, messages):
        through(sms_url=provider.url, sms_token=TOKEN)
        notify(ADVICE, recipient, subject=None, key="k")
        carry_out()
        assert messages()[0].provider_ref == "ref-1"

    def report(self, app, body, secret=TOKEN, address=ADDRESS):
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return app.test_client().post(address, data=raw, headers={SIGNATURE: sign(secret, raw)}).status_code

    def told(self, status="delivered", ref="ref-1", at="2026-11-20T11:00:05+00:00"):
        return {"ref": ref, "status": status, "at": at}

    @pytest.mark.rule("CGV-16.3")
    def test_a_delivered_message_is_noted_once(self, office, sent, messages):
        for _ in range(2):
            assert self.report(office, self.told()) == 204
        (message,) = messages()
        assert message.state is Delivery.DELIVERED
        assert self.report(office, self.told("failed")) == 204  # late: what was delivered stays delivered
        assert messages()[0].state is Delivery.DELIVERED

    @pytest.mark.rule("CGV-14.2")
    def test_a_message_that_did_not_arrive_is_noted(self, office, sent, messages):
        assert self.report(office, self.told("failed")) == 204
        assert [(each.state, each.reason) for each in messages()] == [(Delivery.FAILED, Reason.UNDELIVERED)]

    def test_an_unknown_reference_is_to_be_told_again(self, office, sent):
        assert self.report(office, self.told(ref="ref-9")) == 404

    def test_a_forged_report_changes_nothing(self, office, sent, messages):
        assert self.report(office, self.told(), secret="un autre secret") == 401
        assert office.test_client().post(self.ADDRESS, json=self.told()).status_code == 401
        assert self.report(office, self.told(), address="/webhooks/sms/autre") == 404
        assert messages()[0].state is Delivery.SENT

    @pytest.mark.parametrize(
        "body",
        [b"", b"[]", b"\xff", {"ref": "ref-1"}, {"ref": "ref-1", "status": "read", "at": "2026-11-20T11:00:00Z"},
         {"ref": "ref-1", "status": "delivered", "at": "hier"}, {"ref": "ref-1", "status": "delivered", "at": None},
         {"ref": "ref-1", "status": "delivered", "at": "2026-11-20T11:00:00"}],
    )  # fmt: skip
    def test_what_cannot_be_read_is_refused(self, office, sent, messages, body):
        assert self.report(office, body) == 422
        assert messages()[0].state is Delivery.SENT

    def test_without_a_secret_nobody_signs(self, office, through):
        through(sms_token="")
        assert self.report(office, self.told(), secret="") == 401


class TestStore:
    def test_a_text_sent_again_replaces_itself(self, texts):
        for _ in range(2):
            assert texts.take(TEXT) is None
        assert len(list(texts.folder.iterdir())) == 1
        assert texts.folder.stat().st_mode & 0o777 == 0o700
        assert next(texts.folder.iterdir()).stat().st_mode & 0o777 == 0o600

    def test_texts_stay_seven_days(self, texts, clock):
        texts.take(TEXT)
        clock.advance(timedelta(days=7))
        purge_sms()
        assert texts.find(TEXT.key) is not None
        clock.advance(timedelta(seconds=1))
        purge_sms()
        assert texts.find(TEXT.key) is None


@pytest.mark.parametrize(("name", "expected"), [("Plombier Plus Pro", "PlombierPlu"), ("M’green", "Mgreen"), ("É", "")])
def test_a_sender_is_eleven_plain_characters(name, expected):
    assert sender_id(name) == expected


def test_a_demonstration_keeps_its_texts(office):
    assert isinstance(carrier(), SmsStore)


def test_an_effect_of_a_message_is_ids_alone(recipient, rows, db):
    notify(ADVICE, recipient, subject=None, key="k")
    commit()
    (row,) = db.scalars(select(OutboxRow))
    assert list(row.payload) == ["message_id"]
