"""Screens of calls and call-backs."""

from addons.calls.models import Call, CallBack, CallBackState, CallState
from app.i18n import _l
from app.screens.declaration import Menu, Related, Saved, Screen, Section

REQUESTS = _l("Demandes")


class CallBackScreen(Screen, model=CallBack, menu=Menu(REQUESTS, icon="phone-outgoing", order=30)):
    """People to call back, the one who has waited longest first."""

    path = "rappels"
    columns = ("received_at", "site", "contact", "trade", "postal_code", "slot", "attempts", "last_attempt_at", "state")
    sections = (
        Section(_l("Personne"), "contact", "site", "trade", "postal_code"),
        Section(_l("Demande de rappel"), "received_at", "slot", "note", "missed_call"),
        Section(_l("Rappels"), "attempts", "last_attempt_at", "call"),
    )
    saved = (
        Saved(_l("À rappeler"), state=(CallBackState.RECEIVED, CallBackState.ATTEMPTING)),
        Saved(_l("Injoignables"), state=CallBackState.UNREACHABLE),
    )
    sort = "received_at"


class CallScreen(Screen, model=Call, menu=Menu(REQUESTS, icon="phone", order=20)):
    """Calls, the latest first."""

    path = "appels"
    columns = ("reference", "started_at", "site", "direction", "caller", "agent", "consent", "state")
    sections = (
        Section(_l("Appel"), "reference", "site", "direction", "started_at", "entered_late", "caller", "agent"),
        Section(_l("Enregistrement"), "notice_at", "consent", "consent_at", "recording_ref", "recording_delete_at"),
        Section(_l("Déroulement"), "answered_at", "ended_at", "provider", "provider_call_id"),
    )
    saved = (
        Saved(_l("Manqués"), state=CallState.MISSED),
        Saved(_l("Enregistrement refusé"), state=CallState.REFUSED_RECORDING),
    )
    related = (Related(CallBackScreen, "missed_call"),)
    sort = "-started_at"
