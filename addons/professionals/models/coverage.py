"""Coverage: where a professional works (CGV-3.13), declared first and validated last (CGV-4.3, CGV-4.9)."""

from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, relationship

from addons.zones.models import Zone
from addons.zones.models.place import Place
from app.i18n import _l
from app.models.base import Base, Names
from app.models.fields import flag, ref
from app.models.owned import Owned

if TYPE_CHECKING:
    from addons.professionals.models.professional import Professional


class CoverageLine(Place, Base, Owned):
    """One territory of a professional: a zone of the operator, a département, a commune or a postal code."""

    __tablename__ = "professionals_coverage_line"
    names = Names(_l("territoire couvert"), _l("territoires couverts"))
    resource = "coverage_lines"
    __table_args__ = (
        CheckConstraint("num_nonnulls(zone_id, department_id, commune_id, postal_code) = 1", name="one_place"),
        # With those of the links, every way to hold a spot is indexed: a request finds its professionals at once.
        Index("ix_professionals_coverage_line_postal_code", "postal_code"),
    )

    professional_id: Mapped[int] = ref("professionals_professional.id", label=_l("Professionnel"), ondelete="CASCADE")
    professional: Mapped["Professional"] = relationship(back_populates="coverage")
    zone_id: Mapped[int | None] = ref("zones_zone.id", label=_l("Zone"))
    zone: Mapped[Zone | None] = relationship()
    validated: Mapped[bool] = flag(
        label=_l("Validé"), help=_l("Seuls les territoires validés donnent accès aux demandes."), facet=False
    )

    def chosen(self) -> tuple[object, ...]:
        zone = self.zone or self.zone_id
        return (*((zone,) if zone else ()), *super().chosen())
