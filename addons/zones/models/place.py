"""One place: a département, a commune or a postal code. What lines of zones and of coverage are made of."""

from sqlalchemy.orm import Mapped, declared_attr, relationship

from addons.zones.errors import PlaceNotChosen
from addons.zones.models.addresses import check_postal_code
from addons.zones.models.commune import Commune
from addons.zones.models.department import Department
from app.i18n import _l
from app.models.fields import code, ref


class Place:
    """Adds ``department``, ``commune`` and ``postal_code``, of which exactly one is filled.

    A commune holds its arrondissements; a département is that of the commune, so that 20000 Ajaccio lies in 2A.
    """

    @declared_attr
    def department_id(cls) -> Mapped[int | None]:
        return ref("zones_department.id", label=_l("Département"), facet=True)

    @declared_attr
    def department(cls) -> Mapped[Department | None]:
        return relationship(Department)

    @declared_attr
    def commune_id(cls) -> Mapped[int | None]:
        return ref("zones_commune.id", label=_l("Commune"))

    @declared_attr
    def commune(cls) -> Mapped[Commune | None]:
        return relationship(Commune)

    postal_code: Mapped[str | None] = code(5, label=_l("Code postal"))

    def chosen(self) -> tuple[object, ...]:
        """What is filled among the ways to name a place."""
        named = (self.department or self.department_id, self.commune or self.commune_id, self.postal_code)
        return tuple(value for value in named if value)

    def check(self) -> None:
        """Refuse a line that names no place or several. Raises PlaceNotChosen, UnknownPostalCode."""
        if len(self.chosen()) != 1:
            raise PlaceNotChosen(field="department")
        if self.postal_code:
            check_postal_code(self.postal_code)
