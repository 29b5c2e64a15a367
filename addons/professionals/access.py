"""Who may do what with professionals and their file (matrix of roles)."""

from sqlalchemy import ColumnElement, and_

from addons.base.roles import ACCOUNTANT, ADMIN, AGENT, DPO, MANAGER
from addons.legal.models import LegalVersion, VersionState
from addons.notifications.models import Opposition
from addons.professionals.models import (
    Acceptance,
    ContactLog,
    CoverageLine,
    Document,
    Professional,
    ProfessionalAccount,
    Sanction,
)
from addons.professionals.roles import PROFESSIONAL
from app.access.grants import Grant
from app.access.identity import Account

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

#: His own file, without what the staff concluded about him.
OWN_FILE = (
    "operator",
    "business_name",
    "reference",
    "siren",
    "siret",
    "legal_form",
    "last_name",
    "first_name",
    "phone",
    "email",
    "street",
    "postal_code",
    "commune",
    "main_trade",
    "state",
    "signed_on",
    "paused_until",
    "validated_at",
    "deletion_due_on",
)
OWN_ACCEPTANCE = ("operator", "professional", "version", "strength", "accepted_at", "sha256")
OWN_OPPOSITION = ("operator", "recipient_model", "recipient_id", "channel", "received_at")
#: What the public pages show too.
PUBLISHED = (
    "operator",
    "kind",
    "number",
    "heading",
    "body",
    "price_min_ht",
    "price_max_ht",
    "recredit_days",
    "contact_minutes",
    "onsite_minutes",
    "sha256",
    "published_at",
    "effective_at",
    "superseded_at",
    "state",
)


def own_file(me: Account) -> ColumnElement[bool]:
    """The professional the account acts for."""
    found: ColumnElement[bool] = Professional.id == me.professional_id
    return found


def own_acceptances(me: Account) -> ColumnElement[bool]:
    """What he accepted."""
    found: ColumnElement[bool] = Acceptance.professional_id == me.professional_id
    return found


def own_oppositions(me: Account) -> ColumnElement[bool]:
    """What he refused."""
    return and_(Opposition.recipient_model == Professional.__tablename__, Opposition.recipient_id == me.professional_id)


def published(me: Account) -> ColumnElement[bool]:
    """Versions of the terms that were published, whatever became of them: his orders name one each."""
    return LegalVersion.state != VersionState.DRAFT


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
    # Written by services alone, which re-read what they decide on: every field is read-only.
    Grant(ADMIN, Acceptance, "read"),
    Grant(MANAGER, Acceptance, "read create"),
    Grant(AGENT, Acceptance, "read create"),
    Grant(DPO, Acceptance, "read"),
    Grant(ADMIN, ProfessionalAccount, "read"),
    Grant(MANAGER, ProfessionalAccount, "read create"),
    Grant(AGENT, ProfessionalAccount, "read create"),
    Grant(DPO, ProfessionalAccount, "read"),
    Grant(PROFESSIONAL, Professional, "read", where=own_file, fields=OWN_FILE),
    Grant(PROFESSIONAL, Acceptance, "read", where=own_acceptances, fields=OWN_ACCEPTANCE),
    Grant(PROFESSIONAL, Opposition, "read", where=own_oppositions, fields=OWN_OPPOSITION),
    Grant(PROFESSIONAL, LegalVersion, "read", where=published, fields=PUBLISHED),
]
