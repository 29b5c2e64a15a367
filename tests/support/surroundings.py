"""Fixtures around the application: the clock, the post, the brokers, and what a test needs to be there."""

import os
import shutil
import socket
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from app.effects.mail_store import MailStore
from app.models import clock as app_clock
from app.settings import Settings

NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[app_clock.Frozen]:
    """The clock stands at noon in Paris on 20 November 2026; ``clock.set(instant)``, ``clock.advance(duration)``."""
    with app_clock.frozen(NOON) as frozen:
        yield frozen


@pytest.fixture
def mailbox(settings: Settings) -> MailStore:
    """The embedded post, empty; ``list(mailbox.messages())`` is what was sent since."""
    shutil.rmtree(settings.var_dir / "mail", ignore_errors=True)
    return MailStore(settings.var_dir / "mail")


def need(name: str, there: bool) -> None:
    """Skip the test when what it needs is not there; on the build machine that is a failure instead."""
    if there:
        return
    if os.environ.get("RELAIS_CI"):
        pytest.fail(f"{name} n’est pas là, et la fabrique n’en dispense aucun test", pytrace=False)
    pytest.skip(f"{name} n’est pas là")


def answers(port: int) -> bool:
    """Whether something listens on this port of this machine."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def redis_url() -> str:
    """The last numbered database of the local Redis, so that a developer's own stays untouched."""
    need("Redis", answers(6379))
    return "redis://127.0.0.1:6379/15"


@pytest.fixture
def rabbitmq_url() -> str:
    """The local RabbitMQ, under its stock account that loopback alone may use."""
    need("RabbitMQ", answers(5672))
    return "amqp://guest:guest@127.0.0.1:5672//"
