"""Régions, départements and collectivities, by their INSEE codes."""

from sqlalchemy.orm import Mapped, relationship

from app.i18n import _l
from app.models.base import Base, Names
from app.models.choices import Choice
from app.models.fields import choice, code, ref, text
from app.models.words import search_words, sort_key
from app.privacy.declarations import not_personal


class Area(Choice):
    """Where a région or a département lies."""

    METROPOLITAN = "metro", _l("Métropole"), "blue"
    OVERSEAS = "drom", _l("Outre-mer"), "cyan"
    COLLECTIVITY = "com", _l("Collectivité d’outre-mer"), "purple"


class Region(Base):
    """One of the 18 régions, named by its INSEE code."""

    __tablename__ = "zones_region"
    names = Names(_l("région"), _l("régions"), feminine=True)
    title = ("name",)
    resource = "regions"
    natural_key = ("code",)

    code: Mapped[str] = code(2, label=_l("Code INSEE"), search=True, unique=True)
    name: Mapped[str] = text(60, label=_l("Région"), search=True, personal=not_personal("nom de lieu"))
    area: Mapped[Area] = choice(Area, label=_l("Territoire"))
    name_key: Mapped[str] = sort_key("name")
    words: Mapped[str] = search_words()


class Department(Base):
    """One of the 101 départements (2A and 2B in Corsica, 971 to 976 overseas) or of the 8 collectivities."""

    __tablename__ = "zones_department"
    names = Names(_l("département"), _l("départements"))
    title = ("code", "name")
    resource = "departments"
    natural_key = ("code",)

    code: Mapped[str] = code(3, label=_l("Numéro"), search=True, unique=True)
    name: Mapped[str] = text(60, label=_l("Département"), search=True, personal=not_personal("nom de lieu"))
    area: Mapped[Area] = choice(Area, label=_l("Territoire"))
    region_id: Mapped[int | None] = ref("zones_region.id", label=_l("Région"), facet=True)
    region: Mapped[Region | None] = relationship()
    name_key: Mapped[str] = sort_key("name")
    words: Mapped[str] = search_words()
