"""Who may do what with requests and needs (matrix of roles)."""

from addons.base.roles import ACCOUNTANT, ADMIN, AGENT, DPO, MANAGER
from addons.leads.models import Lead, Need
from app.access.grants import Grant

ACCESS = [
    Grant(ADMIN, Lead, "read"),
    Grant(MANAGER, Lead, "read create write prepare price publish"),
    Grant(AGENT, Lead, "read create write prepare price publish"),
    Grant(DPO, Lead, "read"),
    Grant(ADMIN, Need, "read create write"),
    Grant(MANAGER, Need, "read create write"),
    Grant(AGENT, Need, "read"),
    Grant(ACCOUNTANT, Need, "read"),
    Grant(DPO, Need, "read"),
]
