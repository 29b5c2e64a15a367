"""Contacts: how the relation began, before any account (CGV-4.1, CGV-4.6)."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Mapped, relationship

from addons.base.roles import MANAGER
from addons.professionals.models.choices import Channel, Direction
from addons.professionals.retention import NOTES
from app.access.identity import Account, current
from app.access.people import Person
from app.i18n import _l
from app.models.base import Base, Names
from app.models.clock import now
from app.models.fields import choice, flag, instant, long_text, ref
from app.models.owned import Owned

if TYPE_CHECKING:
    from addons.professionals.models.professional import Professional


class ContactLog(Base, Owned):
    """One contact with a professional, signed by the person who writes it down."""

    __tablename__ = "professionals_contact_log"
    names = Names(_l("contact"), _l("contacts"))
    title = ("at", "channel")
    resource = "professional_contacts"

    professional_id: Mapped[int] = ref("professionals_professional.id", label=_l("Professionnel"), ondelete="CASCADE")
    professional: Mapped["Professional"] = relationship(back_populates="contacts")
    at: Mapped[datetime] = instant(label=_l("Date"), default=now)
    channel: Mapped[Channel] = choice(Channel, label=_l("Canal"))
    direction: Mapped[Direction] = choice(Direction, label=_l("Sens"))
    note: Mapped[str | None] = long_text(label=_l("Note"), length=2_000, personal=NOTES)
    author_id: Mapped[int | None] = ref("ab_user.id", label=_l("Auteur"), readonly=True, ondelete="SET NULL")
    author: Mapped[Person | None] = relationship()
    by_manager: Mapped[bool] = flag(label=_l("Fait par un gérant"), facet=False, readonly=True)

    def __init__(self, **values: Any) -> None:
        """The author is the person acting, in the role held that day: nobody signs in another's name (CGV-4.6)."""
        acting = current()
        if isinstance(acting, Account):
            values |= {"author_id": acting.id, "by_manager": MANAGER.code in acting.roles}
        super().__init__(**values)

    @property
    def counts(self) -> bool:
        """Whether it may open the relation: a professional who came forward, or a manager who went to him (CGV-4.6)."""
        return self.direction is Direction.INBOUND or self.by_manager
