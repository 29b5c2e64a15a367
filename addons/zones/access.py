"""Who may do what with territories: the map is owned by the code, everybody reads it and nobody edits it."""

from addons.base.roles import ACCOUNTANT, ADMIN, AGENT, DPO, MANAGER
from addons.zones.models import Commune, Department, PostalCode, Region, Zone, ZoneLine
from app.access.grants import Grant

#: The accountant reads the public map too: the address of an invoice names a commune.
MAP = [
    Grant(role, model, "read")
    for role in (ADMIN, MANAGER, AGENT, ACCOUNTANT, DPO)
    for model in (Region, Department, Commune, PostalCode)
]

ACCESS = [
    *MAP,
    Grant(ADMIN, Zone, "read create write"),
    Grant(MANAGER, Zone, "read create write delete"),
    Grant(AGENT, Zone, "read create write"),
    Grant(DPO, Zone, "read"),
    Grant(ADMIN, ZoneLine, "read create write delete"),
    Grant(MANAGER, ZoneLine, "read create write delete"),
    Grant(AGENT, ZoneLine, "read create write delete"),
    Grant(DPO, ZoneLine, "read"),
]
