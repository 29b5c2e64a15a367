"""A message to one person through one channel; its text is rendered when it is sent, never stored."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from app.i18n import _l
from app.models import kinds
from app.models.base import Base, Names
from app.models.choices import Choice
from app.models.clock import now
from app.models.fields import Field, choice, code, count, instant, json_data
from app.models.owned import Owned
from app.models.words import search_words
from app.privacy.declarations import not_personal


class Channel(Choice):
    """How it travels."""

    EMAIL = "email", _l("E-mail"), "blue"
    SMS = "sms", _l("SMS"), "cyan"


class Nature(Choice):
    """What it is for: offers alone can be refused (CGV-16)."""

    OFFER = "offer", _l("Offre de demande"), "purple"
    CONTRACT = "contract", _l("Exécution du contrat"), "green"
    SERVICE = "service", _l("Service rendu au client"), "blue"


class Delivery(Choice):
    """Where it stands."""

    QUEUED = "queued", _l("À envoyer"), "orange"
    SENT = "sent", _l("Envoyé"), "cyan"
    DELIVERED = "delivered", _l("Remis"), "green"
    FAILED = "failed", _l("Échec"), "red"
    SUPPRESSED = "suppressed", _l("Non envoyé"), "grey"
    EXPIRED = "expired", _l("Périmé"), "grey"


class Reason(Choice):
    """Why it was not sent, or failed."""

    OPPOSED = "opposed", _l("La personne s’y oppose")
    NO_ADDRESS = "no_address", _l("Aucune adresse pour ce canal")
    ERASED = "erased", _l("Coordonnées effacées")
    CLOSED = "closed", _l("Destinataire suspendu, en pause ou parti")
    STALE = "stale", _l("Devenu sans objet")
    LATE = "late", _l("Trop tard")
    QUIET_HOURS = "quiet_hours", _l("Heures calmes")
    REFUSED = "refused", _l("Refusé par le prestataire")
    UNDELIVERED = "undelivered", _l("Non remis")
    UNANSWERED = "unanswered", _l("Prestataire injoignable")
    NOT_CONFIGURED = "not_configured", _l("Aucun prestataire réglé")


class Message(Base, Owned):
    """One message, from the decision to its delivery."""

    __tablename__ = "notifications_message"
    names = Names(_l("message"), _l("messages"))
    title = ("template", "created_at")
    resource = "messages"
    #: Its own columns tell what became of it and when: history would say everything twice.
    recorded = False
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_notifications_message_recipient", "recipient_model", "recipient_id"),
        Index("ix_notifications_message_subject", "subject_model", "subject_id"),
        Index("ix_notifications_message_queued", "created_at", postgresql_where=sql("state = 'queued'")),
        Index("ix_notifications_message_provider_ref", "provider_ref"),
    )

    template: Mapped[str] = code(60, label=_l("Modèle"), facet=True, readonly=True)
    nature: Mapped[Nature] = choice(Nature, label=_l("Nature"), readonly=True)
    channel: Mapped[Channel] = choice(Channel, label=_l("Canal"), readonly=True)
    recipient_model: Mapped[str] = code(60, label=_l("Type de destinataire"), readonly=True)
    recipient_id: Mapped[int] = mapped_column(
        BigInteger, info={"field": Field(kinds.Count(), _l("Destinataire"), readonly=True)}
    )
    recipient_label: Mapped[str | None] = code(40, label=_l("À"), search=True, readonly=True)
    subject_model: Mapped[str | None] = code(60, label=_l("Objet"), readonly=True)
    subject_id: Mapped[int | None] = mapped_column(
        BigInteger, info={"field": Field(kinds.Count(), _l("Numéro de l’objet"), readonly=True)}
    )
    subject_label: Mapped[str | None] = code(40, label=_l("Au sujet de"), search=True, readonly=True)
    facts: Mapped[dict[str, Any]] = json_data(
        label=_l("Faits"), personal=not_personal("numéros, codes et montants, jamais de personne")
    )
    key: Mapped[str] = code(120, label=_l("Clé"), readonly=True)
    created_at: Mapped[datetime] = instant(label=_l("Décidé le"), facet=True, readonly=True, default=now, index=True)
    expires_at: Mapped[datetime | None] = instant(label=_l("Périmé le"), readonly=True)
    sent_at: Mapped[datetime | None] = instant(label=_l("Envoyé le"), readonly=True)
    delivered_at: Mapped[datetime | None] = instant(label=_l("Remis le"), readonly=True)
    segments: Mapped[int | None] = count(label=_l("Segments"), readonly=True)
    cost_millicents: Mapped[int | None] = count(
        label=_l("Coût, en millièmes de centime"), help=_l("Segments × prix du segment."), measure=True, readonly=True
    )
    provider_ref: Mapped[str | None] = code(80, label=_l("Référence du prestataire"), readonly=True)
    reason: Mapped[Reason | None] = choice(Reason, label=_l("Motif"), readonly=True)
    state: Mapped[Delivery] = choice(Delivery, label=_l("État"), default=Delivery.QUEUED, readonly=True)
    words: Mapped[str] = search_words()
