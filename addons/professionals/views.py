"""Screens of the network: professionals and sanctions."""

from addons.professionals.models import (
    Acceptance,
    Motive,
    Professional,
    ProfessionalAccount,
    Sanction,
    SanctionKind,
    State,
)
from app.i18n import _l
from app.screens.declaration import Lines, Menu, Related, Saved, Screen, Section

NETWORK = _l("Réseau")


class SanctionScreen(Screen, model=Sanction, menu=Menu(NETWORK, icon="gavel", order=20)):
    """Decisions of the managers."""

    path = "sanctions"
    columns = ("professional", "kind", "motive", "effective_at", "decided_by", "lifted_at")
    sections = (
        Section(_l("Décision"), "professional", "kind", "motive", "effective_at", "decided_by"),
        Section(_l("Motivation"), "facts"),
        Section(_l("Levée"), "lifted_at", "lifting_note"),
    )
    saved = (
        Saved(_l("Suspensions"), kind=SanctionKind.SUSPENSION),
        Saved(_l("Cession de coordonnées"), motive=Motive.RESALE),
    )
    sort = "-effective_at"


class AcceptanceScreen(Screen, model=Acceptance, menu=Menu(NETWORK, icon="writing-sign", order=30)):
    """Who accepted which version of the terms, how strongly and when."""

    path = "acceptations"
    columns = ("professional", "version", "strength", "accepted_at", "accepted_by")
    sections = (
        Section(_l("Acceptation"), "professional", "version", "strength", "accepted_at"),
        Section(_l("Preuve"), "sha256", "signatory", "accepted_by"),
    )
    sort = "-accepted_at"


class AccessScreen(Screen, model=ProfessionalAccount, menu=Menu(NETWORK, icon="key", order=40)):
    """Accounts of the portal: opened from the record of the professional, closed with the account."""

    path = "acces-portail"
    columns = ("professional", "user", "opened_at")
    sections = (Section(_l("Accès"), "professional", "user", "opened_at"),)
    sort = "-opened_at"


class ProfessionalScreen(Screen, model=Professional, menu=Menu(NETWORK, icon="users-group", order=10)):
    """Professionals, from the first contact to the end of the relation."""

    path = "professionnels"
    columns = ("business_name", "reference", "main_trade", "phone", "postal_code", "commune", "network_status", "state")
    sections = (
        Section(
            _l("Entreprise"),
            "business_name",
            "reference",
            "legal_form",
            "siren",
            "siret",
            "network_status",
            "temp_agency",
        ),
        Section(_l("Représentant"), "last_name", "first_name", "phone", "email", "stated_professional_at"),
        Section(_l("Adresse"), "street", "postal_code", "commune"),
        Section(_l("Métiers"), "trades", "main_trade"),
        Section(_l("Contacts"), Lines("contacts", ("at", "channel", "direction", "note"))),
        Section(
            _l("Territoires couverts"),
            Lines("coverage", ("zone", "department", "commune", "postal_code", "validated")),
        ),
        Section(
            _l("Documents"),
            Lines(
                "documents",
                (
                    "kind",
                    "trade",
                    "issued_on",
                    "valid_from",
                    "valid_to",
                    "has_recto",
                    "has_verso",
                    "insurer",
                    "policy_number",
                    "experience_months",
                    "verdict",
                    "note",
                ),
            ),
        ),
        Section(
            _l("Accès"),
            "signed_on",
            "signatory",
            "paused_until",
            "validated_at",
            "validated_by",
            "deletion_due_on",
            "banned",
        ),
    )
    saved = (
        Saved(_l("À vérifier"), state=State.DOCUMENTS_PENDING),
        Saved(_l("Validés"), state=State.VALIDATED),
        Saved(_l("Suspendus"), state=State.SUSPENDED),
    )
    related = (
        Related(SanctionScreen, "professional"),
        Related(AcceptanceScreen, "professional"),
        Related(AccessScreen, "professional"),
    )
    sort = "business_name"
