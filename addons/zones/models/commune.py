"""Communes, the arrondissements of the three largest, and their postal codes."""

from typing import Optional

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from addons.zones.models.department import Department
from app.i18n import _l
from app.models.base import Base, Names
from app.models.choices import Choice
from app.models.fields import choice, code, count, ref, text
from app.models.words import search_words, sort_key
from app.privacy.declarations import not_personal


class CommuneKind(Choice):
    """A commune, or a part of one that has its own INSEE and postal codes."""

    COMMUNE = "commune", _l("Commune"), "blue"
    ARRONDISSEMENT = "arrondissement", _l("Arrondissement"), "cyan"


class Commune(Base):
    """A current commune of France, or an arrondissement of Paris, Lyon or Marseille attached to its commune.

    ``postal_codes`` repeats the codes of ``PostalCode``, separated by spaces, so that the instant search knows them.
    """

    __tablename__ = "zones_commune"
    names = Names(_l("commune"), _l("communes"), feminine=True)
    title = ("name", "department")
    resource = "communes"
    natural_key = ("code",)
    __table_args__ = (
        CheckConstraint("(kind = 'arrondissement') = (parent_id is not null)", name="arrondissement_has_parent"),
    )

    name: Mapped[str] = text(60, label=_l("Commune"), search=True, personal=not_personal("nom de lieu"))
    postal_codes: Mapped[str | None] = code(160, label=_l("Codes postaux"), search=True)
    code: Mapped[str] = code(5, label=_l("Code INSEE"), search=True, unique=True)
    kind: Mapped[CommuneKind] = choice(CommuneKind, label=_l("Nature"), default=CommuneKind.COMMUNE)
    department_id: Mapped[int] = ref("zones_department.id", label=_l("Département"), facet=True)
    department: Mapped[Department] = relationship()
    parent_id: Mapped[int | None] = ref("zones_commune.id", label=_l("Commune de rattachement"))
    parent: Mapped[Optional["Commune"]] = relationship(remote_side="Commune.id")
    population: Mapped[int | None] = count(label=_l("Population"), measure=True)
    name_key: Mapped[str] = sort_key("name")
    words: Mapped[str] = search_words()

    def has_postal_code(self, postal_code: str) -> bool:
        """Whether La Poste serves this commune under that postal code."""
        return postal_code in (self.postal_codes or "").split()


class PostalCode(Base):
    """A postal code and one of the communes it serves: a code may serve several, a commune have several."""

    __tablename__ = "zones_postal_code"
    names = Names(_l("code postal"), _l("codes postaux"))
    title = ("code",)
    resource = "postal_codes"
    natural_key = ("code", "commune")
    __table_args__ = (UniqueConstraint("code", "commune_id"),)

    code: Mapped[str] = code(5, label=_l("Code postal"), search=True)
    commune_id: Mapped[int] = ref("zones_commune.id", label=_l("Commune"), ondelete="CASCADE")
    commune: Mapped[Commune] = relationship()
    words: Mapped[str] = search_words()
