"""Acceptances of the terms: which version, how strongly, when; an order needs one of the version in force (CGV-1.5)."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, relationship

from addons.legal.models import LegalVersion
from addons.professionals.models.professional import Professional
from addons.professionals.retention import IDENTITY
from app.access.people import Person
from app.i18n import _l
from app.models.base import Base, Names
from app.models.choices import Choice
from app.models.fields import choice, code, instant, ref, text
from app.models.owned import Owned


class Strength(Choice):
    """How it was accepted: an order needs an explicit one, the validation a signed one (DEC-66)."""

    EXPLICIT = "explicit", _l("Case cochée"), "blue"
    SIGNED = "signed", _l("Signée"), "green"


class Acceptance(Base, Owned):
    """One acceptance; never changed, a new version needs a new one."""

    __tablename__ = "professionals_acceptance"
    names = Names(_l("acceptation"), _l("acceptations"), feminine=True)
    title = ("version", "accepted_at")
    resource = "acceptances"
    __table_args__ = (Index("ix_professionals_acceptance_latest", "professional_id", "version_id"),)

    professional_id: Mapped[int] = ref(
        "professionals_professional.id", label=_l("Professionnel"), facet=True, readonly=True
    )
    professional: Mapped[Professional] = relationship(back_populates="acceptances")
    version_id: Mapped[int] = ref("legal_version.id", label=_l("Version"), facet=True, readonly=True)
    version: Mapped[LegalVersion] = relationship()
    strength: Mapped[Strength] = choice(Strength, label=_l("Forme"), readonly=True)
    accepted_at: Mapped[datetime] = instant(label=_l("Acceptée le"), facet=True, readonly=True)
    sha256: Mapped[str] = code(64, label=_l("Empreinte du texte"), readonly=True)
    signatory: Mapped[str | None] = text(160, label=_l("Signataire"), personal=IDENTITY, readonly=True)
    accepted_by_id: Mapped[int | None] = ref(
        "ab_user.id", label=_l("Enregistrée par"), readonly=True, ondelete="SET NULL"
    )
    accepted_by: Mapped[Person | None] = relationship()

    @property
    def is_signature(self) -> bool:
        """Whether it is strong enough to validate a professional (CGV-2.3)."""
        return self.strength is Strength.SIGNED
