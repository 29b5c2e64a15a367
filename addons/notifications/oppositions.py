"""Oppositions to offers: noted, lifted, asked (CGV-16.4). They stop offers, never what the contract needs."""

from collections.abc import Collection

from sqlalchemy import select

from addons.notifications.addresses import reach_of
from addons.notifications.models import Channel, Opposition
from app.database import session
from app.models.base import Base


def oppose(recipient: Base, channel: Channel) -> Opposition:
    """Note that this recipient wants no offers through this channel; noting it twice changes nothing."""
    found = _find(recipient, channel)
    if found is None:
        found = Opposition(
            operator_id=recipient.operator_id,  # type: ignore[attr-defined]  # every recipient is Owned
            recipient_model=recipient.__tablename__,
            recipient_id=recipient.id,
            recipient_label=reach_of(recipient).label,
            channel=channel,
        )
        session().add(found)
        session().flush()
    return found


def lift(recipient: Base, channel: Channel) -> None:
    """The recipient wants offers again through this channel."""
    found = _find(recipient, channel)
    if found is not None:
        session().delete(found)
        session().flush()


def opposed(table: str, ids: Collection[int]) -> set[tuple[int, Channel]]:
    """Among these recipients of one table, who wants no offers through which channel: one statement."""
    wanted = Opposition.recipient_model == table, Opposition.recipient_id.in_(list(ids))
    return {
        (id, channel)
        for id, channel in session().execute(select(Opposition.recipient_id, Opposition.channel).where(*wanted))
    }


def _find(recipient: Base, channel: Channel) -> Opposition | None:
    return session().scalar(
        select(Opposition).where(
            Opposition.recipient_model == recipient.__tablename__,
            Opposition.recipient_id == recipient.id,
            Opposition.channel == channel,
        )
    )
