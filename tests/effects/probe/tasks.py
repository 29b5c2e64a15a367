"""Effects by what they do. What leaves is a line in the file PROBE_LOG, as a provider would see it."""

import os
import time
from dataclasses import dataclass

from sqlalchemy import func, select

from app.database import session
from app.effects.delivery import Undeliverable, leave
from app.effects.effect import Effect
from app.effects.mail import send_mail
from app.effects.outbox import handles
from app.effects.schedule import every
from tests.effects.probe.models import Mark


@dataclass(frozen=True)
class Marked(Effect):
    number: int


@dataclass(frozen=True)
class Sent(Effect):
    number: int


@dataclass(frozen=True)
class Broken(Effect):
    number: int


@dataclass(frozen=True)
class Refused(Effect):
    number: int


@dataclass(frozen=True)
class Written(Effect):
    number: int


@handles(Marked, still=lambda effect: effect.number != 404)
def mark(effect: Marked) -> None:
    session.add(Mark(number=effect.number))


@handles(Sent)
def mark_and_send(effect: Sent) -> None:
    """A mark inside, a slow line outside."""
    session.add(Mark(number=effect.number))

    def to_provider(key, at) -> None:
        time.sleep(0.05)
        with open(os.environ["PROBE_LOG"], "a") as log:
            log.write(f"{effect.number} {key}\n")

    leave(to_provider)


@handles(Broken, attempts=2)
def fail(effect: Broken) -> None:
    session.add(Mark(number=effect.number))
    session.flush()
    raise RuntimeError("the name of a person")


@handles(Refused)
def refuse(effect: Refused) -> None:
    raise Undeliverable


@handles(Written)
def write(effect: Written) -> None:
    send_mail(to="camille@example.org", subject=f"Bonjour {effect.number}", template="probe/hello.txt", name="Camille")


@every(minutes=60)
def count_marks() -> None:
    session.add(Mark(number=1_000 + session.scalar(select(func.count()).select_from(Mark))))
