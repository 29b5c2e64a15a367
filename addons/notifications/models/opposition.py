"""Who does not want offers any more, on which channel (CGV-16: offers only, never what the contract needs)."""

from datetime import datetime

from sqlalchemy import BigInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from addons.notifications.models.message import Channel
from app.i18n import _l
from app.models import kinds
from app.models.base import Base, Names
from app.models.clock import now
from app.models.fields import Field, choice, code, instant
from app.models.owned import Owned


class Opposition(Base, Owned):
    """A refusal of offers through one channel; no row means nothing was refused."""

    __tablename__ = "notifications_opposition"
    names = Names(_l("opposition"), _l("oppositions"), feminine=True)
    title = ("channel", "received_at")
    resource = "oppositions"
    __table_args__ = (
        UniqueConstraint(
            "operator_id",
            "recipient_model",
            "recipient_id",
            "channel",
            name="uq_notifications_opposition_recipient_channel",
        ),
    )

    recipient_model: Mapped[str] = code(60, label=_l("Type de destinataire"), readonly=True)
    recipient_label: Mapped[str | None] = code(40, label=_l("De"), readonly=True)
    recipient_id: Mapped[int] = mapped_column(
        BigInteger, info={"field": Field(kinds.Count(), _l("Destinataire"), readonly=True)}
    )
    channel: Mapped[Channel] = choice(Channel, label=_l("Canal"), readonly=True)
    received_at: Mapped[datetime] = instant(label=_l("Reçue le"), readonly=True, default=now)
