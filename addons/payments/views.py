"""Screens of the money: payments, refunds, and what providers said."""

from addons.orders.views import SALES
from addons.payments.models import EventOutcome, Payment, PaymentState, ProviderEvent, Refund, RefundState
from app.i18n import _l
from app.screens.declaration import Menu, Related, Saved, Screen, Section


class ProviderEventScreen(Screen, model=ProviderEvent, menu=Menu(SALES, icon="webhook", order=70)):
    """What providers said, and what was done of it."""

    path = "evenements-de-paiement"
    columns = ("received_at", "provider", "kind", "payment", "amount_ttc", "currency", "outcome")
    sections = (
        Section(_l("Événement"), "provider", "kind", "event_id", "received_at", "outcome"),
        Section(_l("Paiement"), "payment", "provider_ref", "amount_ttc", "currency"),
    )
    saved = (
        Saved(_l("Mis de côté"), outcome=EventOutcome.QUARANTINED),
        Saved(_l("Appliqués"), outcome=EventOutcome.APPLIED),
    )
    sort = "-received_at"


class RefundScreen(Screen, model=Refund, menu=Menu(SALES, icon="arrow-back-up", order=60)):
    """Money that goes back."""

    path = "remboursements"
    columns = ("requested_at", "payment", "cause", "amount_ttc", "confirmed_at", "state")
    sections = (
        Section(_l("Remboursement"), "payment", "cause", "amount_ttc", "requested_at", "confirmed_at"),
        Section(_l("Prestataire"), "provider_ref", "key"),
    )
    saved = (
        Saved(_l("En échec"), state=RefundState.FAILED),
        Saved(_l("Transmis"), state=RefundState.SENT),
    )
    sort = "-requested_at"


class PaymentScreen(Screen, model=Payment, menu=Menu(SALES, icon="credit-card", order=50)):
    """Payments, from the page of the provider to the capture; transfers and cheques are added by hand."""

    path = "paiements"
    columns = ("order", "professional", "method", "amount_ttc", "opened_at", "captured_at", "state")
    sections = (
        Section(_l("Paiement"), "order", "method", "professional", "amount_ttc"),
        Section(_l("Prestataire"), "provider", "provider_ref", "page_url", "key", "bank_reference"),
        Section(_l("Dates"), "opened_at", "captured_at", "asked_at", "failed_at", "failure"),
    )
    saved = (
        Saved(_l("À examiner"), state=PaymentState.QUARANTINED),
        Saved(_l("En vérification"), state=PaymentState.PENDING),
        Saved(_l("Encaissés"), state=PaymentState.CAPTURED),
    )
    related = (Related(RefundScreen, "payment"), Related(ProviderEventScreen, "payment"))
    sort = "-opened_at"
