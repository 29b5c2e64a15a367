"""What carries messages out, and what the clock does with those that stayed behind."""

from dataclasses import dataclass

from sqlalchemy import select

from addons.notifications.gate import may_contact
from addons.notifications.models import Delivery, Message, Reason
from addons.notifications.sending import prepare
from addons.notifications.sms import store
from app.database import session
from app.effects import outbox
from app.effects.effect import Effect
from app.effects.models import OutboxRow, Progress
from app.effects.outbox import handles
from app.effects.schedule import daily, every

#: The state in which each refusal of the gate leaves a message; the others are suppressed.
_STATES = {Reason.LATE: Delivery.EXPIRED}


@dataclass(frozen=True)
class MessageDecided(Effect):
    """A message waits to be sent."""

    message_id: int


def key_of(message: Message) -> str:
    """The key of the effect that sends ``message``; the e-mail leaves under it too."""
    return f"message {message.key}"


@handles(MessageDecided)
def send(effect: MessageDecided) -> None:
    """Ask the gate again, then write the message and hand it over; what may no longer leave says why."""
    message = session().get(Message, effect.message_id, with_for_update=True)
    if message is None or not _waits(message):
        return
    verdict = may_contact(message)
    if verdict.later is not None:
        later = f"{key_of(message)} {verdict.later:%Y%m%dT%H%M}"
        outbox.put(effect, key=later, due_at=verdict.later)
    elif verdict.reason is not None:
        message.state, message.reason = _STATES.get(verdict.reason, Delivery.SUPPRESSED), verdict.reason
    else:
        prepare(message)


def _waits(message: Message) -> bool:
    """Whether it has not left yet: a person may have its effect tried again after the provider was out of reach."""
    return message.state is Delivery.QUEUED or message.reason is Reason.UNANSWERED


@every(minutes=10)
def note_unanswered() -> None:
    """Say that a message failed when its task gave up after six hours, and waits for somebody («Envois en échec»)."""
    given_up = OutboxRow.payload["message_id"].as_integer() == Message.id
    waiting = (
        select(Message)
        .join(OutboxRow, given_up)
        .where(
            OutboxRow.kind == MessageDecided.kind,
            OutboxRow.state == Progress.FAILED,
            Message.state == Delivery.QUEUED,
        )
    )
    for message in session().scalars(waiting):
        message.state, message.reason = Delivery.FAILED, Reason.UNANSWERED


@daily(at="04:10")
def purge_sms() -> None:
    """Empty the embedded store of what is older than seven days."""
    found = store()
    if found is not None:
        found.purge()
