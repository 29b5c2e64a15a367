"""Screens of requests and needs."""

from addons.base.views import SETTINGS
from addons.calls.views import REQUESTS, CallBackScreen, CallScreen
from addons.leads.models import Lead, Need, State, Urgency
from addons.leads.models.choices import OFF_MARKET, SOLD, UNPUBLISHED
from app.i18n import _l
from app.screens.declaration import Menu, Related, Saved, Screen, Section, extend


class LeadScreen(Screen, model=Lead, menu=Menu(REQUESTS, icon="clipboard-list", order=10)):
    """Requests of clients, from the call to the outcome."""

    path = "demandes"
    columns = (
        "reference", "requested_at", "need", "commune", "urgency", "client", "site", "price_ht", "state",
    )  # fmt: skip
    sections = (
        Section(_l("Demande"), "reference", "call", "call_back", "site", "requested_at"),
        Section(
            _l("Visible avant paiement"),
            "trade",
            "need",
            "urgency",
            "commune",
            "postal_code",
            "public_description",
            "street_confirmed",
            "price_ht",
        ),
        Section(_l("Visible après paiement"), "client", "phone_read_back_at", "transfer_notice_at", "no_resale"),
        Section(_l("Réservé à l’équipe"), "complexity", "intent", "internal_note", "same_as", "again", "again_reason"),
        Section(
            _l("Déroulement"),
            "qualified_at",
            "qualified_by",
            "priced_at",
            "priced_by",
            "published_at",
            "opens_at",
            "expires_at",
            "outcome",
            "closed_at",
        ),
    )
    saved = (
        Saved(_l("À publier"), state=UNPUBLISHED),
        Saved(_l("En vente"), state=(State.PUBLISHED, State.RESERVED)),
        Saved(_l("Attribuées"), state=SOLD),
        Saved(_l("Sans suite"), state=OFF_MARKET),
        Saved(_l("Urgentes en vente"), state=State.PUBLISHED, urgency=Urgency.IMMEDIATE),
    )
    sort = "-requested_at"


class NeedScreen(Screen, model=Need, menu=Menu(SETTINGS, icon="list-details", order=20)):
    """Needs shared by every operator, with what is usually true of each."""

    path = "besoins"
    columns = ("label", "trade", "code", "urgency", "complexity", "intent", "active")
    sections = (
        Section(_l("Besoin"), "label", "trade", "code", "active"),
        Section(_l("Valeurs habituelles"), "urgency", "complexity", "intent"),
    )
    related = (Related(LeadScreen, "need"),)
    sort = "label"


requests_of_a_call = extend(CallScreen, related=(Related(LeadScreen, "call"),))
requests_of_a_call_back = extend(CallBackScreen, related=(Related(LeadScreen, "call_back"),))
