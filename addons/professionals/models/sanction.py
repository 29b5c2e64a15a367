"""Sanctions: what a manager decided against a professional, why, on which facts (CGV-10.4 to CGV-10.6)."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Mapped, relationship

from addons.professionals.models.choices import Motive, SanctionKind
from addons.professionals.retention import NOTES
from app.access.people import Person
from app.i18n import _l
from app.models.base import Base, Names
from app.models.fields import choice, instant, long_text, ref
from app.models.owned import Owned

if TYPE_CHECKING:
    from addons.professionals.models.professional import Professional


class Sanction(Base, Owned):
    """A decision that suspended or ended an access; written once by its service, lifted by a reinstatement."""

    __tablename__ = "professionals_sanction"
    names = Names(_l("sanction"), _l("sanctions"), feminine=True)
    title = ("kind", "effective_at")
    resource = "sanctions"

    professional_id: Mapped[int] = ref("professionals_professional.id", label=_l("Professionnel"), readonly=True)
    professional: Mapped["Professional"] = relationship()
    kind: Mapped[SanctionKind] = choice(SanctionKind, label=_l("Décision"), readonly=True)
    motive: Mapped[Motive] = choice(Motive, label=_l("Motif"), readonly=True)
    facts: Mapped[str] = long_text(label=_l("Faits"), personal=NOTES, readonly=True)
    effective_at: Mapped[datetime] = instant(label=_l("Prend effet le"), facet=True, readonly=True)
    decided_by_id: Mapped[int | None] = ref("ab_user.id", label=_l("Décidée par"), readonly=True, ondelete="SET NULL")
    decided_by: Mapped[Person | None] = relationship()
    lifted_at: Mapped[datetime | None] = instant(label=_l("Levée le"), readonly=True)
    lifting_note: Mapped[str | None] = long_text(label=_l("Motif de la levée"), personal=NOTES, readonly=True)
