"""Waves: each publication of a request, how many it reached, whether nobody could be told."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, relationship

from addons.leads.models import Lead
from app.i18n import _l
from app.models.base import Base, Names
from app.models.choices import Choice
from app.models.fields import choice, count, instant, ref
from app.models.owned import Owned


class Reach(Choice):
    """Whom a publication reached."""

    OFFERED = "offered", _l("Proposée"), "purple"
    NOBODY = "nobody", _l("Sans professionnel"), "red"
    ENDED = "ended", _l("Terminée"), "grey"


class Wave(Base, Owned):
    """One publication of a request: a single instant opens it to everybody it reached (CGV-3.16)."""

    __tablename__ = "matching_wave"
    names = Names(_l("diffusion"), _l("diffusions"), feminine=True)
    title = ("lead", "opens_at")
    resource = "waves"
    __table_args__ = (Index("uq_matching_wave_live", "lead_id", unique=True, postgresql_where=sql("ended_at is null")),)

    lead_id: Mapped[int] = ref("leads_lead.id", label=_l("Demande"), readonly=True, ondelete="CASCADE")
    lead: Mapped[Lead] = relationship()
    reach: Mapped[Reach] = choice(Reach, label=_l("Portée"), readonly=True)
    eligible: Mapped[int] = count(label=_l("Professionnels éligibles"), measure=True, readonly=True)
    added: Mapped[int] = count(label=_l("Nouvelles propositions"), measure=True, readonly=True)
    opens_at: Mapped[datetime] = instant(label=_l("Ouverte le"), facet=True, readonly=True)
    ended_at: Mapped[datetime | None] = instant(label=_l("Terminée le"), readonly=True)
