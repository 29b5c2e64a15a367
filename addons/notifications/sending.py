"""Writing a message at the moment it leaves, handing it over, and noting what became of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import select

from addons.base.models import Operator
from addons.notifications import facts
from addons.notifications.addresses import reach_of, record_of
from addons.notifications.gsm import Weighed, weigh
from addons.notifications.models import Channel, Delivery, Message, Reason
from addons.notifications.parameters import SEGMENT_COST_MILLICENTS
from addons.notifications.sms import Carrier, Sms, carrier, sender_id
from addons.notifications.templates import declared
from app.database import session
from app.effects.delivery import Undeliverable, leave
from app.effects.mail import posting, written
from app.kernel import kernel_of
from app.models import clock
from app.models.parameters import value

SUBJECT = "Objet :"


class SubjectMissing(ValueError):
    """A bug: the text of an e-mail does not begin with ``Objet : …``."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a carrier answered."""

    provider_ref: str | None = None
    weighed: Weighed | None = None


#: Hands over, called with the key and the instant of the effect. Raises what carriers raise.
Taking = Callable[[str, datetime], Taken]


def prepare(message: Message) -> None:
    """From the handler of its effect: write ``message`` as things are now, and hand it over once that ended."""
    recipient = record_of(message.recipient_model, message.recipient_id)
    address = reach_of(recipient).address(message.channel) if recipient is not None else None
    assert address is not None  # the gate has just said so
    if message.channel is Channel.EMAIL:
        leave(partial(_hand_over, message.id, _by_mail(address, *subject_and_body(_text(message)))))
        return
    found = carrier()
    if found is None:
        message.state, message.reason = Delivery.FAILED, Reason.NOT_CONFIGURED
        return
    weighed = weigh(_text(message).strip())
    operator = _operator(message)
    sender = sender_id(operator.platform_name or operator.brand_name)
    sms = Sms(address, sender, weighed.text, message.key)
    leave(partial(_hand_over, message.id, _by_sms(found, sms, weighed)))


def subject_and_body(text: str) -> tuple[str, str]:
    """The subject, which is the first line of the text of an e-mail, and what follows. Raises SubjectMissing."""
    first, _, body = text.partition("\n")
    if not first.startswith(SUBJECT):
        raise SubjectMissing(first[:20])
    return first.removeprefix(SUBJECT).strip(), body.strip() + "\n"


def _text(message: Message) -> str:
    template = declared()[message.template]
    recipient = record_of(message.recipient_model, message.recipient_id)
    subject = record_of(message.subject_model, message.subject_id)
    more: Mapping[str, Any] = template.values(subject, recipient) if template.values else {}
    settings = kernel_of().settings
    return written(
        template.file(message.channel),
        **{
            "recipient": recipient,
            "subject": subject,
            "operator": _operator(message),
            "portal_url": settings.portal_url,
            "base_url": settings.base_url,
            **facts.from_json(message.facts),
            **more,
        },
    )


def _operator(message: Message) -> Operator:
    return session().scalars(select(Operator).where(Operator.id == message.operator_id)).one()


def _by_mail(address: str, title: str, body: str) -> Taking:
    def take(key: str, at: datetime) -> Taken:
        posting(to=address, subject=title, text=body)(key, at)
        return Taken()

    return take


def _by_sms(through: Carrier, sms: Sms, weighed: Weighed) -> Taking:
    def take(key: str, at: datetime) -> Taken:
        return Taken(through.take(sms), weighed)

    return take


def _hand_over(message_id: int, take: Taking, key: str, at: datetime) -> None:
    try:
        taken = take(key, at)
    except Undeliverable:
        _note(message_id, None)
    else:
        _note(message_id, taken)


def _note(message_id: int, taken: Taken | None) -> None:
    """Note that a carrier took the message, or refused it for good (None)."""
    message = session().get(Message, message_id, with_for_update=True)
    if message is None:
        return
    if taken is None:
        message.state, message.reason = Delivery.FAILED, Reason.REFUSED
        return
    message.state, message.reason, message.sent_at = Delivery.SENT, None, clock.now()
    message.provider_ref = taken.provider_ref
    if taken.weighed is not None:
        message.segments = taken.weighed.segments
        message.cost_millicents = message.segments * value(SEGMENT_COST_MILLICENTS, message.operator_id)
