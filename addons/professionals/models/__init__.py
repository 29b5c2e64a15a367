"""Professionals, their contacts, coverage, documents and sanctions."""

from addons.professionals.models.acceptance import Acceptance, Strength
from addons.professionals.models.account import ProfessionalAccount
from addons.professionals.models.choices import (
    Channel,
    Direction,
    DocumentKind,
    LegalForm,
    Motive,
    NetworkStatus,
    SanctionKind,
    State,
    TempAgency,
    Verdict,
)
from addons.professionals.models.contact import ContactLog
from addons.professionals.models.coverage import CoverageLine
from addons.professionals.models.document import Document
from addons.professionals.models.professional import Professional
from addons.professionals.models.sanction import Sanction

__all__ = [
    "Acceptance",
    "Channel",
    "ContactLog",
    "CoverageLine",
    "Direction",
    "Document",
    "DocumentKind",
    "LegalForm",
    "Motive",
    "NetworkStatus",
    "Professional",
    "ProfessionalAccount",
    "Sanction",
    "SanctionKind",
    "State",
    "Strength",
    "TempAgency",
    "Verdict",
]
