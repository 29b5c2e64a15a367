"""A call between a client and an agent: announced as recorded, accepted or refused, before anything else (CGV-21)."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Index, UniqueConstraint, event, inspect
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, Mapper, relationship

from addons.base.models import Site
from addons.calls import errors
from app.access.people import Person
from app.i18n import _l
from app.models.base import Base, Names
from app.models.choices import Choice
from app.models.clock import now
from app.models.fields import choice, code, flag, instant, ref, workflow
from app.models.numbering import Series, number
from app.models.owned import Owned
from app.models.workflow import SYSTEM_ONLY, transition
from app.privacy.vault import Contact

REFERENCES = Series("call", "AP-{year}-{number:06d}")


class Direction(Choice):
    """Who called."""

    INBOUND = "inbound", _l("Entrant"), "blue"
    OUTBOUND = "outbound", _l("Sortant"), "cyan"


class Consent(Choice):
    """What the client said about the recording (CGV-21.3)."""

    PENDING = "pending", _l("À demander"), "orange"
    ACCEPTED = "accepted", _l("Accepté"), "green"
    REFUSED = "refused", _l("Refusé"), "red"


class CallState(Choice):
    """The life of a call (rules B.2)."""

    RINGING = "ringing", _l("Sonne"), "blue"
    ANSWERED = "answered", _l("Décroché"), "blue"
    NOTICE_GIVEN = "notice_given", _l("Information donnée"), "cyan"
    CONSENT_ACCEPTED = "consent_accepted", _l("Enregistrement accepté"), "purple"
    UNRECORDED = "unrecorded", _l("Poursuivi sans enregistrement"), "purple"
    QUALIFIED = "qualified", _l("Demande créée"), "green"
    ENDED_WITHOUT_REQUEST = "ended_without_request", _l("Terminé sans demande"), "grey"
    REFUSED_RECORDING = "refused_recording", _l("Enregistrement refusé"), "red"
    MISSED = "missed", _l("Manqué"), "orange"


class Call(Base, Owned):
    """One call. After a refusal nothing of the person remains, only the technical facts (CGV-21.4)."""

    __tablename__ = "calls_call"
    names = Names(_l("appel"), _l("appels"))
    title = ("reference",)
    resource = "calls"
    natural_key = ("operator", "reference")
    __table_args__ = (
        UniqueConstraint("provider", "provider_call_id"),
        Index("ix_calls_call_started_at", "started_at"),
        # What the purge looks for every hour.
        Index(
            "ix_calls_call_recording_delete_at",
            "recording_delete_at",
            postgresql_where=sql("recording_ref is not null"),
        ),
    )

    reference: Mapped[str | None] = code(20, label=_l("Référence"), readonly=True)
    site_id: Mapped[int] = ref("base_site.id", label=_l("Site"), facet=True)
    site: Mapped[Site] = relationship()
    direction: Mapped[Direction] = choice(Direction, label=_l("Sens"), default=Direction.INBOUND)
    provider: Mapped[str | None] = code(30, label=_l("Téléphonie"), readonly=True)
    provider_call_id: Mapped[str | None] = code(80, label=_l("Identifiant de téléphonie"), readonly=True)
    caller_id: Mapped[int | None] = ref(
        "contact.id", label=_l("Appelant"), readonly=True, search=True, ondelete="SET NULL"
    )
    caller: Mapped[Contact | None] = relationship()
    agent_id: Mapped[int | None] = ref("ab_user.id", label=_l("Téléconseiller"), readonly=True, ondelete="SET NULL")
    agent: Mapped[Person | None] = relationship()
    started_at: Mapped[datetime] = instant(label=_l("Début"), facet=True, default=now)
    answered_at: Mapped[datetime | None] = instant(label=_l("Décroché le"), readonly=True)
    ended_at: Mapped[datetime | None] = instant(label=_l("Fin"), readonly=True)
    entered_late: Mapped[bool] = flag(label=_l("Saisi après coup"))
    notice_at: Mapped[datetime | None] = instant(label=_l("Client informé le"), readonly=True)
    consent: Mapped[Consent] = choice(Consent, label=_l("Enregistrement"), default=Consent.PENDING, readonly=True)
    consent_at: Mapped[datetime | None] = instant(label=_l("Choix du client le"), readonly=True)
    recording_ref: Mapped[str | None] = code(120, label=_l("Enregistrement"), readonly=True)
    recording_delete_at: Mapped[datetime | None] = instant(label=_l("Enregistrement à supprimer le"), readonly=True)
    state: Mapped[CallState] = workflow(CallState, start=CallState.RINGING, label=_l("État"))

    def check(self) -> None:
        """Refuse a call that has not begun, and facts that change after the notice. Raises CallInFuture, CallTold."""
        moved = [name for name in ("site", "started_at", "direction") if self._changed(name)]
        if "started_at" in moved and self.started_at is not None and self.started_at > now():
            raise errors.CallInFuture(field="started_at")
        if moved and self.notice_at is not None:
            raise errors.CallTold(field=moved[0])

    def _changed(self, name: str) -> bool:
        return bool(inspect(self).attrs[name].history.has_changes())

    @transition(CallState.RINGING, to=CallState.ANSWERED, label=_l("Décrocher"), may="answer", primary=True)
    def answer(self) -> None:
        """Take the call."""

    @transition(
        CallState.ANSWERED,
        to=CallState.NOTICE_GIVEN,
        label=_l("Client informé de l’enregistrement"),
        may="answer",
        rule="CGV-21.2",
        primary=True,
    )
    def give_notice(self, at: datetime) -> None:
        """Stamp the notice. Raises NoticeOutsideCall before the call began, or after the present."""
        if not self.started_at <= at <= now():
            raise errors.NoticeOutsideCall(field="at")
        self.notice_at = at

    @transition(
        CallState.NOTICE_GIVEN,
        to=CallState.CONSENT_ACCEPTED,
        label=_l("Enregistrement accepté"),
        may="answer",
        rule="CGV-21.3",
        primary=True,
    )
    def accept_recording(self) -> None:
        """The client accepts."""

    @transition(
        (CallState.NOTICE_GIVEN, CallState.CONSENT_ACCEPTED, CallState.QUALIFIED),
        to=CallState.REFUSED_RECORDING,
        label=_l("Enregistrement refusé"),
        may="answer",
        rule="CGV-21.4",
        danger=True,
    )
    def refuse_recording(self) -> None:
        """The client refuses, at once or later in the call."""

    @transition(
        (CallState.NOTICE_GIVEN, CallState.CONSENT_ACCEPTED),
        to=CallState.UNRECORDED,
        label=_l("Poursuivre sans enregistrement"),
        may=SYSTEM_ONLY,
        rule="CGV-21.4",
    )
    def continue_unrecorded(self) -> None:
        """What a refusal does under the other policy: the call goes on, nothing is recorded."""

    @transition(
        (CallState.CONSENT_ACCEPTED, CallState.UNRECORDED),
        to=CallState.QUALIFIED,
        label=_l("Demande créée"),
        may=SYSTEM_ONLY,
        rule="CGV-21.5",
    )
    def qualify(self) -> None:
        """A request came out of the call."""

    @transition(
        (CallState.ANSWERED, CallState.NOTICE_GIVEN, CallState.CONSENT_ACCEPTED, CallState.UNRECORDED),
        to=CallState.ENDED_WITHOUT_REQUEST,
        label=_l("Terminer sans demande"),
        may="answer",
    )
    def end_without_request(self) -> None:
        """Hang up: nothing came out of the call."""

    @transition(CallState.QUALIFIED, to=CallState.QUALIFIED, label=_l("Raccrocher"), may="answer")
    def hang_up(self) -> None:
        """Note the end of a call that brought a request. Raises CallEnded the second time."""
        if self.ended_at is not None:
            raise errors.CallEnded
        self.ended_at = now()

    @transition(CallState.RINGING, to=CallState.MISSED, label=_l("Manqué"), may="answer")
    def miss(self) -> None:
        """Nobody took the call."""
        self.ended_at = now()


@event.listens_for(Call, "after_insert")
def _take_reference(mapper: Mapper[Any], connection: Connection, call: Call) -> None:
    """Every call is numbered, however it was opened; the operator is known once the row is written."""
    if call.reference is None:
        number(call, "reference", REFERENCES)
