"""Somebody to call back: a missed call, or a form filled on a site (CGV-5.3)."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, relationship

from addons.base.models import Site, Trade
from addons.calls.models.call import Call
from app.i18n import _l
from app.models.base import Base, Names
from app.models.choices import Choice
from app.models.clock import now
from app.models.fields import choice, code, count, instant, long_text, ref, text, workflow
from app.models.owned import Owned
from app.models.workflow import SYSTEM_ONLY, transition
from app.privacy.declarations import Category, Subject, free_text, personal
from app.privacy.vault import Contact


class CallBackState(Choice):
    """The life of a call-back (rules B.2)."""

    RECEIVED = "received", _l("À rappeler"), "orange"
    ATTEMPTING = "attempting", _l("En cours"), "blue"
    CALLED_BACK = "called_back", _l("Rappelé"), "cyan"
    CONVERTED = "converted", _l("Demande créée"), "green"
    NO_REQUEST = "no_request", _l("Sans demande"), "grey"
    RECORDING_REFUSED = "recording_refused", _l("Enregistrement refusé"), "red"
    UNREACHABLE = "unreachable", _l("Injoignable"), "red"
    DUPLICATE = "duplicate", _l("Doublon"), "grey"


class Slot(Choice):
    """When the person would rather be called."""

    SOON = "soon", _l("Dès que possible"), "red"
    MORNING = "morning", _l("Le matin"), "blue"
    AFTERNOON = "afternoon", _l("L’après-midi"), "blue"
    EVENING = "evening", _l("Après 18 h"), "blue"


class CallBack(Base, Owned):
    """One person waiting for a call."""

    __tablename__ = "calls_call_back"
    names = Names(_l("rappel"), _l("rappels"))
    title = ("received_at",)
    resource = "call_backs"
    __table_args__ = (Index("ix_calls_call_back_origin", "origin", "received_at"),)

    site_id: Mapped[int] = ref("base_site.id", label=_l("Site"), facet=True, readonly=True)
    site: Mapped[Site] = relationship()
    trade_id: Mapped[int | None] = ref("base_trade.id", label=_l("Métier"), facet=True, readonly=True)
    trade: Mapped[Trade | None] = relationship()
    contact_id: Mapped[int | None] = ref(
        "contact.id", label=_l("Personne"), readonly=True, search=True, ondelete="SET NULL"
    )
    contact: Mapped[Contact | None] = relationship()
    missed_call_id: Mapped[int | None] = ref("calls_call.id", label=_l("Appel manqué"), readonly=True)
    missed_call: Mapped[Call | None] = relationship(foreign_keys="CallBack.missed_call_id")
    call_id: Mapped[int | None] = ref("calls_call.id", label=_l("Appel de retour"), readonly=True)
    call: Mapped[Call | None] = relationship(foreign_keys="CallBack.call_id")
    postal_code: Mapped[str | None] = code(5, label=_l("Code postal"), readonly=True)
    slot: Mapped[Slot | None] = choice(Slot, label=_l("Créneau souhaité"), readonly=True)
    note: Mapped[str | None] = long_text(
        label=_l("Message"),
        length=2000,
        readonly=True,
        personal=free_text(subject=Subject.CLIENT, kept="6 mois sans demande"),
    )
    received_at: Mapped[datetime] = instant(label=_l("Reçu le"), facet=True, readonly=True, index=True, default=now)
    attempts: Mapped[int] = count(label=_l("Tentatives"), readonly=True, default=0)
    last_attempt_at: Mapped[datetime | None] = instant(label=_l("Dernière tentative le"), readonly=True)
    state: Mapped[CallBackState] = workflow(CallBackState, start=CallBackState.RECEIVED, label=_l("État"))
    origin: Mapped[str | None] = text(
        64,
        label=_l("Provenance du formulaire"),
        help=_l("Empreinte de l’adresse du visiteur : limite le nombre de formulaires, oubliée après 24 heures."),
        readonly=True,
        personal=personal(
            Subject.CLIENT, Category.CONNECTION, purpose="limite du formulaire de rappel", kept="24 heures"
        ),
    )

    @transition(
        (CallBackState.RECEIVED, CallBackState.ATTEMPTING),
        to=CallBackState.ATTEMPTING,
        label=_l("Pas de réponse"),
        may="answer",
        rule="CGV-5.3",
    )
    def attempt(self) -> None:
        """Note a call that nobody took."""
        self._try()

    @transition(
        CallBackState.ATTEMPTING, to=CallBackState.UNREACHABLE, label=_l("Injoignable"), may=SYSTEM_ONLY, rule="CGV-5.3"
    )
    def give_up(self) -> None:
        """Stop calling after the last attempt."""

    @transition(
        (CallBackState.RECEIVED, CallBackState.ATTEMPTING),
        to=CallBackState.CALLED_BACK,
        label=_l("Rappelé"),
        may="answer",
        rule="CGV-5.3",
        primary=True,
    )
    def called_back(self) -> None:
        """Somebody answered: the rest happens in the call."""
        self._try()

    @transition(
        CallBackState.CALLED_BACK,
        to=CallBackState.CONVERTED,
        label=_l("Demande créée"),
        may=SYSTEM_ONLY,
        rule="CGV-5.3",
    )
    def convert(self) -> None:
        """A request came out of the call."""

    @transition(CallBackState.CALLED_BACK, to=CallBackState.NO_REQUEST, label=_l("Sans demande"), may=SYSTEM_ONLY)
    def end(self) -> None:
        """Nothing came out of the call."""

    @transition(
        (CallBackState.CALLED_BACK, CallBackState.CONVERTED),
        to=CallBackState.RECORDING_REFUSED,
        label=_l("Enregistrement refusé"),
        may=SYSTEM_ONLY,
        rule="CGV-21.5",
    )
    def refuse_recording(self) -> None:
        """Forget the person who refused: the counters alone stay."""
        self.note = self.postal_code = self.slot = self.origin = None

    @transition(
        (CallBackState.RECEIVED, CallBackState.ATTEMPTING),
        to=CallBackState.DUPLICATE,
        label=_l("Doublon"),
        may="answer",
        danger=True,
    )
    def drop_duplicate(self) -> None:
        """Close it: the same person already waits under another one."""
        self.note = self.origin = None

    def _try(self) -> None:
        self.attempts += 1
        self.last_attempt_at = now()
