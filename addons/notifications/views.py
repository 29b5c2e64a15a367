"""Screens of the messages: what was sent, what was not and why, what it cost; who wants no offers."""

from addons.notifications.models import Delivery, Message, Opposition
from app.i18n import _l
from app.screens.declaration import Menu, Saved, Screen, Section

MESSAGES = _l("Messages")


class MessageScreen(Screen, model=Message, menu=Menu(MESSAGES, icon="send", order=10)):
    """Messages by reference of who receives them; no text is kept, each is written when it leaves."""

    path = "messages"
    columns = (
        "created_at",
        "recipient_label",
        "subject_label",
        "template",
        "channel",
        "segments",
        "cost_millicents",
        "reason",
        "state",
    )
    sections = (
        Section(_l("Message"), "template", "nature", "channel", "recipient_label", "subject_label"),
        Section(_l("Envoi"), "created_at", "expires_at", "sent_at", "delivered_at", "reason"),
        Section(_l("Prestataire"), "provider_ref", "segments", "cost_millicents", "key"),
        Section(_l("Ce que le texte reprend"), "facts"),
    )
    saved = (
        Saved(_l("En échec"), state=Delivery.FAILED),
        Saved(_l("À envoyer"), state=Delivery.QUEUED),
        Saved(_l("Non envoyés"), state=Delivery.SUPPRESSED),
        Saved(_l("Coût par canal"), group="channel"),
    )
    sort = "-created_at"


class OppositionScreen(Screen, model=Opposition, menu=Menu(MESSAGES, icon="bell-off", order=20)):
    """Who refused offers, through which channel, since when; noted from the record of the person."""

    path = "oppositions"
    columns = ("recipient_label", "channel", "received_at")
    sections = (Section(_l("Opposition"), "recipient_label", "channel", "received_at"),)
    sort = "-received_at"
