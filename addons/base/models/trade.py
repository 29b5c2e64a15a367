"""Trades: what a site sells and what a professional does (CGV, art. 2 and 9)."""

from sqlalchemy.orm import Mapped

from app.i18n import _l
from app.models.base import Base, Names
from app.models.fields import code, flag, text
from app.models.words import search_words, sort_key
from app.privacy.declarations import not_personal


class Trade(Base):
    """A field of activity. Reference data shared by all operators; switched off rather than deleted."""

    __tablename__ = "base_trade"
    names = Names(_l("métier"), _l("métiers"))
    title = ("label",)
    resource = "trades"
    natural_key = ("code",)

    code: Mapped[str] = code(40, label=_l("Code"), search=True, unique=True)
    label: Mapped[str] = text(80, label=_l("Métier"), search=True, personal=not_personal("nom d’un métier"))
    is_regulated: Mapped[bool] = flag(
        label=_l("Qualification exigée"), help=_l("Diplôme ou trois ans d’expérience (CGV, art. 9).")
    )
    needs_decennale: Mapped[bool] = flag(
        label=_l("Décennale exigée"), help=_l("Assurance décennale en cours de validité (CGV, art. 9).")
    )
    active: Mapped[bool] = flag(label=_l("Actif"), default=True)
    label_key: Mapped[str] = sort_key("label")
    words: Mapped[str] = search_words()
