"""The sealed copy: the contact of one paid line, under the portal's key; before payment the row does not exist."""

import uuid
from datetime import datetime

from sqlalchemy import LargeBinary, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from addons.orders.models.order import OrderLine
from addons.professionals.models import Professional
from app.i18n import _l
from app.models.base import Base, Names
from app.models.fields import instant, ref
from app.models.owned import Owned
from app.privacy.declarations import Category, Subject, not_personal, personal


class SealedContact(Base, Owned):
    """Written by the transaction that captures the payment, deleted when the details are masked."""

    __tablename__ = "orders_sealed_contact"
    names = Names(_l("copie scellée"), _l("copies scellées"), feminine=True)
    title = ("line",)
    resource = "sealed_contacts"
    recorded = False

    uid: Mapped[uuid.UUID] = mapped_column(
        Uuid, unique=True, default=uuid.uuid4, info={"personal": not_personal("identifiant tiré au hasard")}
    )
    line_id: Mapped[int] = ref("orders_line.id", label=_l("Ligne"), unique=True, readonly=True, ondelete="CASCADE")
    line: Mapped[OrderLine] = relationship()
    professional_id: Mapped[int] = ref("professionals_professional.id", label=_l("Professionnel"), readonly=True)
    professional: Mapped[Professional] = relationship()
    opens_until: Mapped[datetime] = instant(label=_l("Lisible jusqu’au"), readonly=True, index=True)
    box: Mapped[bytes] = mapped_column(
        LargeBinary,
        deferred=True,
        info={
            "personal": personal(
                Subject.CLIENT, Category.CONTACT, purpose="remise au professionnel qui a payé", kept="30 jours au plus"
            )
        },
    )
