"""Named zones: the territories an operator speaks of, drawn from départements, communes and postal codes."""

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from addons.zones.models.place import Place
from app.i18n import _l
from app.models.base import Base, Names
from app.models.fields import flag, lines, ref, text
from app.models.owned import Owned
from app.models.versioned import Versioned
from app.models.words import search_words, sort_key
from app.privacy.declarations import not_personal


class Zone(Base, Owned, Versioned):
    """A territory under a name of the operator's own: «Grand Nîmes», «Petite couronne»."""

    __tablename__ = "zones_zone"
    names = Names(_l("zone"), _l("zones"), feminine=True)
    title = ("name",)
    resource = "zones"
    natural_key = ("operator", "name")
    __table_args__ = (UniqueConstraint("operator_id", "name"),)

    name: Mapped[str] = text(80, label=_l("Zone"), search=True, personal=not_personal("nom de territoire"))
    active: Mapped[bool] = flag(label=_l("Active"), default=True)
    places: Mapped[list["ZoneLine"]] = lines(
        label=_l("Territoires"), back_populates="zone", order_by="ZoneLine.id", help=_l("Un territoire par ligne.")
    )
    name_key: Mapped[str] = sort_key("name")
    words: Mapped[str] = search_words()


class ZoneLine(Place, Base, Owned):
    """One place of a zone."""

    __tablename__ = "zones_zone_line"
    names = Names(_l("territoire"), _l("territoires"))
    resource = "zone_lines"
    __table_args__ = (CheckConstraint("num_nonnulls(department_id, commune_id, postal_code) = 1", name="one_place"),)

    zone_id: Mapped[int] = ref("zones_zone.id", label=_l("Zone"), ondelete="CASCADE")
    zone: Mapped[Zone] = relationship(back_populates="places")
