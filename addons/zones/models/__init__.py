"""Territories of France and named zones."""

from addons.zones.models.commune import Commune, CommuneKind, PostalCode
from addons.zones.models.department import Area, Department, Region
from addons.zones.models.zone import Zone, ZoneLine

__all__ = ["Area", "Commune", "CommuneKind", "Department", "PostalCode", "Region", "Zone", "ZoneLine"]
