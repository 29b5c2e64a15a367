"""The draft of a call: nothing before the client accepted, then each field as it is typed (CGV-21.2, CGV-21.5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from addons.calls.models import Call
from addons.calls.services import end_without_request, require_consent
from addons.leads.call_screen.typed import OF_PERSON, read
from addons.leads.errors import AnswerExpected
from addons.leads.models import Again, Lead, Outcome, State
from addons.leads.public_text import names_street
from addons.leads.services import (
    announce_transfer,
    decide_again,
    read_back,
    set_client,
    similar,
    start_lead,
    withdraw,
)
from app.database import session
from app.errors import DomainError
from app.i18n import _, _l
from app.models.history import note
from app.privacy.vault import Contact, Person, peek
from app.records import change
from app.records.stale import refuse_stale


class DraftEnded(DomainError):
    """The draft was published or given up in another tab, or by somebody else."""

    status = 409
    sentence = _l("Ce brouillon n’est plus ouvert : il a été terminé dans un autre onglet ou par quelqu’un d’autre.")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the agent said a call is, beside a close request."""

    again: Again
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of what was typed: ``waiting`` names the fields of a person who has no number yet."""

    lead: Lead | None
    problems: Mapping[str, str]
    waiting: tuple[str, ...] = ()


def draft_of(call: Call, *, lock: bool = False) -> Lead | None:
    """The draft being typed in a call, None before its first field."""
    wanted = select(Lead).where(Lead.call_id == call.id, Lead.state == State.DRAFT).order_by(Lead.id.desc()).limit(1)
    if lock:
        wanted = wanted.with_for_update(of=Lead).execution_options(populate_existing=True)
    return session().scalar(wanted)


def held_draft(call: Call, version: int | None) -> Lead | None:
    """The draft of a call, locked, as the person saw it: None when neither knows of any.

    Raises NoticeRequired, RecordingRequired, DraftEnded, StaleVersion.
    """
    require_consent(call)
    lead = draft_of(call, lock=True)
    if lead is None and version is not None:
        raise DraftEnded
    if lead is not None and lead.version != version:
        refuse_stale(lead, version)
    return lead


def save(call: Call, version: int | None, fields: Mapping[str, Any], answer: Answer | None = None) -> Saved:
    """Keep ``fields`` in the draft of the call, begun with the first that can be kept, and flush.

    Raises what ``held_draft`` raises, UnreadableDraft, and AnswerExpected before anything is kept of a person, or of a
    house, who asked for something within a day and of whom ``answer`` does not speak (CGV-5.4).
    """
    lead = held_draft(call, version)
    typed = read(fields, _known(lead.client if lead is not None else call.caller))
    nameless = typed.person.phone is None
    waiting = tuple(name for name in OF_PERSON if nameless and name in fields and name not in typed.problems)
    if lead is None and nameless and not typed.values:
        return Saved(None, typed.problems, waiting)
    lead = lead or _begin(call, answer)
    if typed.values:
        change.update(lead, typed.values, lead.version)
    if typed.person_changed and not nameless:
        _keep(lead, typed.person, answer)
    if fields.get("read_back") and not nameless:
        read_back(lead)
    if fields.get("transfer"):
        announce_transfer(lead, fields["transfer"] == "yes")
    session().flush()
    return Saved(lead, typed.problems, waiting)


def _known(contact: Contact | None) -> Person:
    """Who is on the line, as far as anybody said: a caller may be known before the draft begins."""
    return peek(contact) if contact is not None and contact.key_id is not None else Person()


def _begin(call: Call, answer: Answer | None) -> Lead:
    """A caller known before the first field, from a call-back, may have asked for something within a day too."""
    try:
        return start_lead(call)
    except AnswerExpected:
        if answer is None:
            raise
        return start_lead(call, again=answer.again, again_reason=answer.reason)


def _keep(lead: Lead, person: Person, answer: Answer | None) -> None:
    """A person is not a column of the request: its version moves all the same, for the other tabs."""
    again, reason = (answer.again, answer.reason) if answer else (None, None)
    set_client(lead, person, again=again, reason=reason)
    flag_modified(lead, "id")


def street_in_doubt(lead: Lead) -> bool:
    """Whether the public text seems to name a street and nobody said that it may (CGV-3.12)."""
    return names_street(lead.public_description or "") and not lead.street_confirmed


def answer_new(call: Call, version: int | None, fields: Mapping[str, Any], reason: str | None) -> Saved:
    """Go on with a new request beside a close one. Raises what ``save`` raises, and AgainReasonRequired."""
    answer = Answer(Again.NEW, reason)
    lead = held_draft(call, version)
    if lead is not None and lead.again is None and similar(lead):
        decide_again(lead, Again.NEW, reason)
        session().flush()
        version = lead.version
    return save(call, version, fields, answer)


def settle(call: Call, again: Again, close: Lead, reason: str | None) -> None:
    """Hang up: the call is about the request ``close``, whose history says so; nothing new is created, nothing of the
    person is kept twice.
    """
    lead = draft_of(call, lock=True)
    if lead is None:
        end_without_request(call)
    else:
        decide_again(lead, again, reason, close)
        call.hang_up()
    said = _("Nouvel appel du client (%(again)s).", again=again.label)
    note(close, f"{said} {reason}" if reason else said)


def give_up(call: Call) -> None:
    """Hang up without a request; a draft that was begun is withdrawn."""
    lead = draft_of(call, lock=True)
    if lead is None:
        end_without_request(call)
    else:
        withdraw(lead, Outcome.NO_FOLLOW_UP)
        call.hang_up()
