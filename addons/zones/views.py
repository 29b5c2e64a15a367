"""Screens of the territories."""

from addons.zones.models import Area, Commune, CommuneKind, Department, PostalCode, Region, Zone
from app.i18n import _l
from app.screens.declaration import Lines, Menu, Related, Saved, Screen, Section

TERRITORIES = _l("Territoires")


class ZoneScreen(Screen, model=Zone, menu=Menu(TERRITORIES, icon="map-2", order=10)):
    """Zones of the operator and what they are made of."""

    path = "zones"
    columns = ("name", "active")
    sections = (
        Section(_l("Zone"), "name", "active"),
        Section(_l("Territoires"), Lines("places", ("department", "commune", "postal_code"))),
    )
    sort = "name"


class PostalCodeScreen(Screen, model=PostalCode, menu=Menu(TERRITORIES, icon="mailbox", order=40)):
    """Postal codes and the communes they serve."""

    path = "codes-postaux"
    columns = ("code", "commune")
    sections = (Section(_l("Code postal"), "code", "commune"),)
    sort = "code"


class CommuneScreen(Screen, model=Commune, menu=Menu(TERRITORIES, icon="building-community", order=20)):
    """The communes of France, found by name, postal code or INSEE code."""

    path = "communes"
    columns = ("name", "postal_codes", "department", "population", "kind")
    sections = (
        Section(_l("Commune"), "name", "kind", "parent", "department"),
        Section(_l("Codes"), "code", "postal_codes", "population"),
    )
    saved = (
        Saved(_l("Communes"), kind=CommuneKind.COMMUNE),
        Saved(_l("Arrondissements"), kind=CommuneKind.ARRONDISSEMENT),
    )
    sort = "name"


class DepartmentScreen(Screen, model=Department, menu=Menu(TERRITORIES, icon="map", order=30)):
    """Départements and collectivities."""

    path = "departements"
    columns = ("code", "name", "region", "area")
    sections = (Section(_l("Département"), "code", "name", "region", "area"),)
    saved = (Saved(_l("Métropole"), area=Area.METROPOLITAN), Saved(_l("Outre-mer"), area=Area.OVERSEAS))
    related = (Related(CommuneScreen, "department"),)
    sort = "code"


class RegionScreen(Screen, model=Region, menu=Menu(TERRITORIES, icon="world-latitude", order=50)):
    """The régions."""

    path = "regions"
    columns = ("name", "code", "area")
    sections = (Section(_l("Région"), "name", "code", "area"),)
    related = (Related(DepartmentScreen, "region"),)
    sort = "name"
