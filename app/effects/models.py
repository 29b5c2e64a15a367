"""The rows that are the truth of background work: effects to carry out, schedules, workers at work, stored messages."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.i18n import _l
from app.models import clock
from app.models.base import Base, Names
from app.models.choices import Choice
from app.models.fields import code, count, instant, json_data, workflow
from app.models.workflow import transition
from app.privacy.declarations import not_personal


class Progress(Choice):
    """What became of an effect."""

    WAITING = "waiting", _l("En attente"), "orange"
    DONE = "done", _l("Fait"), "green"
    EXPIRED = "expired", _l("Périmé"), "grey"
    WITHDRAWN = "withdrawn", _l("Retiré"), "grey"
    FAILED = "failed", _l("En échec"), "red"


class OutboxRow(Base):
    """One effect, written in the transaction that decided it, and kept until what it did is recorded.

    ``lease_until`` and ``leased_by`` say who is at it, by the database's clock; ``due_at`` and ``expires_at`` follow
    the application's. A row whose lease ended is taken again, so an effect is carried out at least once, always with
    the same ``key``; what it wrote in this database, exactly once.
    """

    __tablename__ = "outbox_row"
    names = Names(_l("tâche"), _l("tâches"), feminine=True)
    title = ("kind", "id")
    resource = "tasks"

    kind: Mapped[str] = code(80, label=_l("Nature"), facet=True, readonly=True)
    state: Mapped[Progress] = workflow(Progress, start=Progress.WAITING, label=_l("État"))
    payload: Mapped[dict[str, Any]] = json_data(
        label=_l("Références"), personal=not_personal("identifiants et codes courts, vérifiés à l’écriture")
    )
    key: Mapped[str] = code(120, label=_l("Clé"), unique=True, readonly=True)
    created_at: Mapped[datetime] = instant(label=_l("Demandée le"), facet=True, readonly=True)
    due_at: Mapped[datetime] = instant(label=_l("Prévue le"), readonly=True)
    expires_at: Mapped[datetime | None] = instant(label=_l("Périmée le"), readonly=True)
    lease_until: Mapped[datetime | None] = instant(label=_l("Réservée jusqu’au"), readonly=True)
    leased_by: Mapped[str | None] = code(40, label=_l("Réservée par"), readonly=True)
    attempts: Mapped[int] = count(label=_l("Essais"), default=0, readonly=True)
    ended_at: Mapped[datetime | None] = instant(label=_l("Terminée le"), readonly=True)
    error: Mapped[str | None] = code(80, label=_l("Dernière erreur"), facet=True, readonly=True)

    __table_args__ = (Index("ix_outbox_row_waiting", "due_at", "id", postgresql_where="state = 'waiting'"),)

    @transition(Progress.FAILED, to=Progress.WAITING, label=_l("Relancer"), may="retry", primary=True)
    def retry(self) -> None:
        """Have it carried out again from the first attempt, within seconds."""
        self.attempts = 0
        self.due_at = clock.now()
        self.ended_at = None
        self.lease_until = None
        self.error = None


class Schedule(Base):
    """When a task declared by ``@every`` or ``@daily`` is next due."""

    __tablename__ = "schedule"
    names = Names(_l("tâche planifiée"), _l("tâches planifiées"), feminine=True)
    title = ("name",)
    resource = "schedules"
    recorded = False

    name: Mapped[str] = code(80, label=_l("Nom"), unique=True, readonly=True)
    due_at: Mapped[datetime] = instant(label=_l("Prochaine exécution"), readonly=True, index=True)
    last_key: Mapped[str | None] = code(120, label=_l("Dernière tâche"), readonly=True)


class WorkerBeat(Base):
    """One process that carries out effects, while it lives."""

    __tablename__ = "worker_beat"
    names = Names(_l("exécutant"), _l("exécutants"))
    title = ("name",)
    resource = "worker_beats"
    recorded = False

    name: Mapped[str] = code(40, label=_l("Nom"), unique=True, readonly=True)
    started_at: Mapped[datetime] = instant(label=_l("Démarré le"), readonly=True)
    seen_at: Mapped[datetime] = instant(label=_l("Vu le"), readonly=True)


class StoredMail(Base):
    """One message kept by the embedded store instead of being sent; the message itself is a file named by ``key``."""

    __tablename__ = "stored_mail"
    names = Names(_l("courriel"), _l("courriels"))
    title = ("key",)
    resource = "stored_mails"
    recorded = False

    key: Mapped[str] = code(120, label=_l("Clé"), unique=True, readonly=True)
    stored_at: Mapped[datetime] = instant(label=_l("Reçu le"), readonly=True, index=True)
