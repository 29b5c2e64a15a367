"""Who may do what with professionals and their file (matrix of roles)."""

from addons.base.roles import ACCOUNTANT, ADMIN, AGENT, DPO, MANAGER
from addons.professionals.models import ContactLog, CoverageLine, Document, Professional, Sanction
from app.access.grants import Grant

#: What an invoice needs, and nothing else.
BILLING = (
    "reference",
    "business_name",
    "siren",
    "siret",
    "legal_form",
    "street",
    "postal_code",
    "commune",
    "email",
    "state",
    "operator",
)

ACCESS = [
    Grant(ADMIN, Professional, "read"),
    Grant(MANAGER, Professional, "read create write onboard validate sanction"),
    Grant(AGENT, Professional, "read create write onboard"),
    Grant(ACCOUNTANT, Professional, "read", fields=BILLING),
    Grant(DPO, Professional, "read"),
    Grant(ADMIN, ContactLog, "read"),
    Grant(MANAGER, ContactLog, "read create write delete"),
    Grant(AGENT, ContactLog, "read create write"),
    Grant(DPO, ContactLog, "read"),
    Grant(ADMIN, CoverageLine, "read"),
    Grant(MANAGER, CoverageLine, "read create write delete"),
    Grant(AGENT, CoverageLine, "read create write delete"),
    Grant(DPO, CoverageLine, "read"),
    # The copies of identity papers, Kbis and certificates stay away from administrators and accountants.
    Grant(MANAGER, Document, "read create write delete"),
    Grant(AGENT, Document, "read create write delete"),
    Grant(DPO, Document, "read"),
    # A sanction is written by its service alone: every field is read-only, so that nobody types one.
    Grant(MANAGER, Sanction, "read create write"),
    Grant(DPO, Sanction, "read"),
]
