"""Screens of the company: operators, sites, trades, staff."""

from addons.base.models import Operator, OperatorState, Site, StaffKind, StaffProfile, Trade
from app.effects.models import OutboxRow, Progress
from app.i18n import _l
from app.screens.declaration import Menu, Related, Saved, Screen, Section

COMPANY = _l("Entreprise")
SETTINGS = _l("Paramètres")


class SiteScreen(Screen, model=Site, menu=Menu(COMPANY, icon="world", order=20)):
    """Sites of the operator, with their line and trades."""

    path = "sites"
    columns = ("label", "host", "phone_line", "trades", "active")
    sections = (
        Section(_l("Site"), "label", "host", "active"),
        Section(_l("Demandes"), "phone_line", "trades"),
    )
    sort = "label"


class StaffScreen(Screen, model=StaffProfile, menu=Menu(COMPANY, icon="users", order=30)):
    """People who work for an operator, in which quality and until when."""

    path = "collaborateurs"
    columns = ("user", "operator", "kind", "is_trade_professional", "internal_training_on", "mandate_to")
    sections = (
        Section(_l("Collaborateur"), "user", "operator", "kind", "is_default"),
        Section(_l("Formation"), "is_trade_professional", "internal_training_on"),
        Section(_l("Mandat"), "mandate_from", "mandate_to"),
    )
    saved = (Saved(_l("Prestataires mandatés"), kind=StaffKind.CONTRACTOR),)


class OperatorScreen(Screen, model=Operator, menu=Menu(COMPANY, icon="building", order=10)):
    """Operators, their legal mentions and their mailboxes."""

    path = "operateurs"
    columns = ("brand_name", "legal_name", "siren", "city", "lead_selling_enabled", "state")
    sections = (
        Section(_l("Enseigne"), "brand_name", "platform_name", "code", "lead_selling_enabled"),
        Section(
            _l("Identité légale"),
            "legal_name",
            "legal_form",
            "siren",
            "siret",
            "rcs_city",
            "vat_number",
            "share_capital",
            "representative_name",
            "representative_title",
            "confirmed_at",
        ),
        Section(_l("Siège"), "street", "postal_code", "city", "country"),
        Section(
            _l("Contact"),
            "contact_phone",
            "contact_email",
            "recredit_email",
            "unsubscribe_email",
            "deletion_email",
            "gdpr_email",
            "profile_change_email",
        ),
    )
    saved = (Saved(_l("À confirmer"), state=OperatorState.UNCONFIRMED),)
    related = (Related(SiteScreen, "operator"), Related(StaffScreen, "operator"))
    sort = "brand_name"


class TradeScreen(Screen, model=Trade, menu=Menu(SETTINGS, icon="tools", order=10)):
    """Trades shared by every operator."""

    path = "metiers"
    columns = ("label", "code", "is_regulated", "needs_decennale", "active")
    sections = (Section(_l("Métier"), "label", "code", "is_regulated", "needs_decennale", "active"),)
    sort = "label"


class TaskScreen(Screen, model=OutboxRow, menu=Menu(COMPANY, icon="checklist", order=800)):
    """What is done apart from any page: messages, documents, providers; what failed waits here for somebody."""

    path = "taches"
    columns = ("kind", "created_at", "due_at", "attempts", "error", "ended_at", "state")
    sections = (
        Section(_l("Tâche"), "kind", "payload", "key"),
        Section(_l("Déroulement"), "created_at", "due_at", "expires_at", "attempts", "error", "ended_at"),
    )
    saved = (Saved(_l("Envois en échec"), state=Progress.FAILED), Saved(_l("En attente"), state=Progress.WAITING))
