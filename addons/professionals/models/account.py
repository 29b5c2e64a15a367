"""The link between an account and the professional it acts for: a table of its own, ``ab_user`` stays the kernel's."""

from datetime import datetime

from sqlalchemy.orm import Mapped, relationship

from addons.professionals.models.professional import Professional
from app.access.people import Person
from app.i18n import _l
from app.models.base import Base, Names
from app.models.clock import now
from app.models.fields import instant, ref
from app.models.owned import Owned


class ProfessionalAccount(Base, Owned):
    """One account of the portal; an account acts for one professional, who may have several (CGV-4.8)."""

    __tablename__ = "professionals_account"
    names = Names(_l("accès au portail"), _l("accès au portail"))
    title = ("professional", "opened_at")
    resource = "professional_accounts"

    professional_id: Mapped[int] = ref(
        "professionals_professional.id", label=_l("Professionnel"), readonly=True, ondelete="CASCADE"
    )
    professional: Mapped[Professional] = relationship()
    user_id: Mapped[int] = ref("ab_user.id", label=_l("Compte"), unique=True, readonly=True, ondelete="CASCADE")
    user: Mapped[Person] = relationship()
    opened_at: Mapped[datetime] = instant(label=_l("Ouvert le"), readonly=True, default=now)
