"""Needs: what clients call for, with what is usually true of it, so that an agent corrects instead of typing."""

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from addons.base.models import Trade
from addons.leads.models.choices import Urgency
from app.i18n import _l
from app.models.base import Base, Names
from app.models.fields import choice, code, count, flag, ref, text
from app.models.words import search_words, sort_key
from app.privacy.declarations import not_personal


class Need(Base):
    """A type of intervention. Reference data shared by all operators; switched off rather than deleted."""

    __tablename__ = "leads_need"
    names = Names(_l("besoin"), _l("besoins"))
    title = ("label",)
    resource = "needs"
    natural_key = ("trade", "code")
    __table_args__ = (UniqueConstraint("trade_id", "code"),)

    code: Mapped[str] = code(40, label=_l("Code"), search=True)
    label: Mapped[str] = text(80, label=_l("Besoin"), search=True, personal=not_personal("nom d’un besoin"))
    trade_id: Mapped[int] = ref("base_trade.id", label=_l("Métier"), facet=True)
    trade: Mapped[Trade] = relationship()
    urgency: Mapped[Urgency] = choice(Urgency, label=_l("Urgence habituelle"), default=Urgency.TODAY)
    complexity: Mapped[int] = count(label=_l("Complexité habituelle"), minimum=1, maximum=5, default=2)
    intent: Mapped[int] = count(label=_l("Intention habituelle"), minimum=1, maximum=5, default=4)
    active: Mapped[bool] = flag(label=_l("Actif"), default=True)
    label_key: Mapped[str] = sort_key("label")
    words: Mapped[str] = search_words()
