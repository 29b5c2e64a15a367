"""The one gate before each send: who may be contacted, about what, through which channel, at this hour.

Asked when a message is decided, and again just before it leaves: in between, people object, leave, are erased, and
requests are sold.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from addons.notifications.addresses import Reach, reach_of, record_of
from addons.notifications.models import Channel, Message, Nature, Reason
from addons.notifications.oppositions import opposed
from addons.notifications.parameters import QUIET_FROM, QUIET_UNTIL
from addons.notifications.templates import Template, declared
from app.formats import PARIS
from app.models import clock
from app.models.base import Base
from app.models.parameters import value


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate answers: ``reason`` why nothing may leave, or ``later`` when it may only leave then."""

    reason: Reason | None = None
    later: datetime | None = None

    @property
    def allowed(self) -> bool:
        """Whether the message may leave now."""
        return self.reason is None and self.later is None


def may_contact(message: Message) -> Verdict:
    """Whether ``message`` may leave now (CGV-16.4, CGV-2.10): the one place that decides it."""
    template = declared().get(message.template)
    recipient = record_of(message.recipient_model, message.recipient_id)
    subject = record_of(message.subject_model, message.subject_id)
    if message.expires_at is not None and message.expires_at <= clock.now():
        return Verdict(Reason.LATE)
    if template is None or (message.subject_id is not None and subject is None):
        return Verdict(Reason.STALE)
    if recipient is None:
        return Verdict(Reason.ERASED)
    if reason := _of_recipient(message, recipient):
        return Verdict(reason)
    if template.still is not None and not template.still(subject, recipient):
        return Verdict(Reason.STALE)
    return _at_this_hour(message, template, subject, recipient)


def refusal(reach: Reach, nature: Nature, channel: Channel, *, opposed: bool) -> Reason | None:
    """Why somebody reached this way may not be sent that, None when he may: oppositions stop offers alone."""
    if reach.erased:
        return Reason.ERASED
    if nature not in reach.accepts:
        return Reason.CLOSED
    if opposed and nature is Nature.OFFER:
        return Reason.OPPOSED
    return Reason.NO_ADDRESS if reach.address(channel) is None else None


def _of_recipient(message: Message, recipient: Base) -> Reason | None:
    who = (message.recipient_id, message.channel)
    is_opposed = who in opposed(message.recipient_model, [message.recipient_id])
    return refusal(reach_of(recipient), message.nature, message.channel, opposed=is_opposed)


def _at_this_hour(message: Message, template: Template, subject: Base | None, recipient: Base) -> Verdict:
    """Texts to clients wait for the morning, unless they are urgent; one that would be late by then is given up."""
    if message.nature is not Nature.SERVICE or message.channel is not Channel.SMS:
        return Verdict()
    if template.urgent is not None and template.urgent(subject, recipient):
        return Verdict()
    morning = quiet_until(clock.now(), message.operator_id)
    if morning is None:
        return Verdict()
    if message.expires_at is not None and message.expires_at <= morning:
        return Verdict(Reason.QUIET_HOURS)
    return Verdict(later=morning)


def quiet_until(at: datetime, operator_id: int) -> datetime | None:
    """When the quiet hours that hold ``at`` end, None outside of them; hours of Europe/Paris (CGV-2.10)."""
    begin, end = value(QUIET_FROM, operator_id), value(QUIET_UNTIL, operator_id)
    wall = at.astimezone(PARIS)
    if end <= wall.hour < begin:
        return None
    day = wall.date() + timedelta(days=1) if wall.hour >= begin else wall.date()
    return datetime.combine(day, time(end), PARIS)
