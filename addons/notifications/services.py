"""Use cases of messages: decide one, refuse or accept offers, note a delivery report. They never commit.

What other add-ons import stands here: templates, addresses and the gate too.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import select

from addons.notifications import facts as told
from addons.notifications.addresses import Reach, addresses, reach_of
from addons.notifications.gate import Verdict, may_contact, quiet_until, refusal
from addons.notifications.models import Channel, Delivery, Message, Reason
from addons.notifications.oppositions import lift, oppose, opposed
from addons.notifications.tasks import MessageDecided, key_of
from addons.notifications.templates import Template
from app.database import session
from app.effects import outbox
from app.models import clock
from app.models.base import Base

__all__ = [
    "Reach",
    "Template",
    "Verdict",
    "addresses",
    "lift",
    "may_contact",
    "note_report",
    "notify",
    "notify_all",
    "oppose",
    "opposed",
    "quiet_until",
]

NOTHING: Mapping[str, Any] = MappingProxyType({})


def notify(
    template: Template,
    recipient: Base,
    *,
    subject: Base | None,
    facts: Mapping[str, Any] = NOTHING,
    key: str,
    expires_at: datetime | None = None,
) -> list[Message]:
    """Decide to tell ``recipient``: one message per channel of the template that reaches him, sent after the commit.

    ``key`` names the occasion. The same template, recipient, subject, channel and key make the same message: deciding
    it again changes nothing. Returns the new messages; some may be suppressed at once, and say why. A message that has
    not left at ``expires_at`` never does. ``facts`` holds numbers, codes, amounts and public words: nothing personal.
    Raises PersonalFact.
    """
    return notify_all(template, [recipient], subject=subject, facts=facts, key=key, expires_at=expires_at)


def notify_all(
    template: Template,
    recipients: Sequence[Base],
    *,
    subject: Base | None,
    facts: Mapping[str, Any] = NOTHING,
    key: str,
    expires_at: datetime | None = None,
) -> list[Message]:
    """The same for many recipients of one table, in three statements however many they are."""
    if not recipients:
        return []
    session().flush()  # what has no number yet gets one
    kept, now = told.to_json(facts), clock.now()
    made = [
        Message(
            operator_id=recipient.operator_id,  # type: ignore[attr-defined]  # every recipient is Owned
            template=template.name,
            nature=template.nature,
            channel=channel,
            recipient_model=recipient.__tablename__,
            recipient_id=recipient.id,
            recipient_label=reach.label,
            subject_model=subject.__tablename__ if subject is not None else None,
            subject_id=subject.id if subject is not None else None,
            subject_label=getattr(subject, "reference", None),
            facts=kept,
            key=_key(template, recipient, subject, channel, key),
            created_at=now,
            expires_at=expires_at,
            state=Delivery.SUPPRESSED if reason else Delivery.QUEUED,
            reason=reason,
        )
        for recipient, reach, channel, reason in _channels(template, recipients)
    ]
    new = _unknown(made)
    session().add_all(new)
    session().flush()
    for message in new:
        if message.state is Delivery.QUEUED:
            outbox.put(MessageDecided(message.id), key=key_of(message))
    return new


def _channels(template: Template, recipients: Sequence[Base]) -> list[tuple[Base, Reach, Channel, Reason | None]]:
    """Each recipient with the channels that reach him, the first one when none does, and why one may not be used."""
    refusing = opposed(recipients[0].__tablename__, [each.id for each in recipients])
    found: list[tuple[Base, Reach, Channel, Reason | None]] = []
    for recipient in recipients:
        reach = reach_of(recipient)
        usable = [channel for channel in template.channels if reach.address(channel) is not None]
        for channel in usable or template.channels[:1]:
            is_opposed = (recipient.id, channel) in refusing
            found.append((recipient, reach, channel, refusal(reach, template.nature, channel, opposed=is_opposed)))
    return found


def _key(template: Template, recipient: Base, subject: Base | None, channel: Channel, key: str) -> str:
    about = (subject.__tablename__, subject.id) if subject is not None else ()
    parts = (template.name, recipient.__tablename__, recipient.id, *about, channel.code, key)
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()


def _unknown(messages: Sequence[Message]) -> list[Message]:
    """Those that were not decided before."""
    known = set(session().scalars(select(Message.key).where(Message.key.in_([each.key for each in messages]))))
    return [message for message in messages if message.key not in known]


def note_report(provider_ref: str, *, delivered: bool, at: datetime) -> bool:
    """Note what a provider reports of a message it took; False when it is unknown, or not noted as sent yet.

    A report that comes twice, or late, changes nothing: what was delivered stays delivered.
    """
    message = session().scalar(
        select(Message)
        .where(Message.provider_ref == provider_ref, Message.channel == Channel.SMS)
        .with_for_update()
        .limit(1)
    )
    if message is None:
        return False
    if message.state is Delivery.SENT and delivered:
        message.state, message.delivered_at = Delivery.DELIVERED, at
    elif message.state is Delivery.SENT:
        message.state, message.reason = Delivery.FAILED, Reason.UNDELIVERED
    return True
