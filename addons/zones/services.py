"""Questions about places: which communes a postal code serves, which lines hold a spot."""

from sqlalchemy import ColumnElement, or_, select

from addons.zones.models import Commune, CommuneKind, PostalCode, ZoneLine
from addons.zones.models.place import Place
from app.database import session


def communes_of(postal_code: str) -> list[Commune]:
    """Communes and arrondissements that La Poste serves under this postal code, by name."""
    found = select(Commune).join(PostalCode, PostalCode.commune_id == Commune.id).where(PostalCode.code == postal_code)
    return list(session().scalars(found.order_by(Commune.name_key, Commune.id)))


def same_places(commune: Commune, postal_code: str) -> list[int]:
    """Ids of the communes that name the same spot: itself, the commune of an arrondissement, and the arrondissement
    that the postal code designates inside Paris, Lyon or Marseille.
    """
    ids = [commune.id]
    if commune.parent_id is not None:
        ids.append(commune.parent_id)
    inside = (
        select(Commune.id)
        .join(PostalCode, PostalCode.commune_id == Commune.id)
        .where(
            Commune.kind == CommuneKind.ARRONDISSEMENT,
            Commune.parent_id == commune.id,
            PostalCode.code == postal_code,
        )
    )
    return [*ids, *session().scalars(inside)]


def holds(model: type[Place], commune: Commune, postal_code: str) -> ColumnElement[bool]:
    """The condition that a line of ``model`` (ZoneLine, a coverage line) holds this spot (CGV-3.13)."""
    return or_(
        model.department_id == commune.department_id,
        model.commune_id.in_(same_places(commune, postal_code)),
        model.postal_code == postal_code,
    )


def zones_holding(commune: Commune, postal_code: str) -> list[int]:
    """Ids of the named zones that hold this spot: few, and read first, so that lines are found by their indexes."""
    return list(session().scalars(select(ZoneLine.zone_id).where(holds(ZoneLine, commune, postal_code)).distinct()))
