"""Calls: opened with their site, announced as recorded, ended with or without a request (CGV-5.2, CGV-21.1)."""

from datetime import datetime
from typing import Annotated

from sqlalchemy import select

from addons.base.models import Site
from addons.calls import errors
from addons.calls.models import Call, CallBack, CallBackState, CallState, Consent, Direction
from addons.calls.services.staff import require_trained_staff
from app.access.identity import Account, current
from app.database import session
from app.i18n import _l
from app.models.clock import now
from app.models.workflow import Asked, performs
from app.privacy.vault import Person, keep
from app.privacy.vault.person import read_phone
from app.proof import journal


def open_call(
    site: Site | None = None,
    *,
    dialled: str | None = None,
    caller_phone: str | None = None,
    direction: Direction = Direction.INBOUND,
    started_at: datetime | None = None,
    entered_late: bool = False,
) -> Call:
    """The call that the acting agent has taken, answered and flushed.

    Without ``site``, that of the line ``dialled`` (CGV-5.2). A call ``entered_late`` keeps its true ``started_at``.
    Raises UnknownLine, CallInFuture, InvalidPhone, NotMandated, TrainingRequired.
    """
    site = site or _site_of(dialled)
    call = Call(
        site=site,
        operator_id=site.operator_id,
        direction=direction,
        started_at=started_at or now(),
        entered_late=entered_late,
    )
    call.check()
    if caller_phone:
        call.caller = keep(Person(phone=caller_phone), operator_id=site.operator_id)
    session().add(call)
    session().flush()
    answer(call)
    return call


def _site_of(dialled: str | None) -> Site:
    line = read_phone("dialled", dialled) if dialled else None
    site = session().scalar(select(Site).where(Site.phone_line == line, Site.active)) if line else None
    if site is None:
        raise errors.UnknownLine(field="site")
    return site


@performs(Call.answer)
def answer(call: Call) -> None:
    """Take a call: the agent is the acting account. Raises NotMandated, TrainingRequired."""
    require_trained_staff(call.operator_id)
    acting = current()
    call.answer()
    call.agent_id = acting.id if isinstance(acting, Account) else None
    call.answered_at = call.started_at if call.entered_late else now()


@performs(Call.give_notice)
def give_notice(
    call: Call,
    at: Annotated[datetime | None, Asked(_l("Informé le"), help=_l("Vide : maintenant."))] = None,
) -> None:
    """Note that the client was told of the recording, now by default, at its beginning for a call entered late.

    Raises NoticeOutsideCall (CGV-21.2).
    """
    call.give_notice(at or (call.started_at if call.entered_late else now()))
    journal.record("call.notice_given", Call, call.id, {"at": call.notice_at})


@performs(Call.end_without_request)
def end_without_request(call: Call) -> None:
    """Hang up without a request; the call-back it answered, if any, ends with it."""
    call.end_without_request()
    call.ended_at = now()
    call_back = call_back_of(call)
    if call_back is not None:
        call_back.end()


@performs(Call.miss)
def miss(call: Call, phone: Annotated[str | None, Asked(_l("Numéro de l’appelant"))] = None) -> CallBack | None:
    """Note a missed call and queue its caller; None for a hidden number, which nobody can call back.

    Raises InvalidPhone.
    """
    call.miss()
    if call.caller is None and phone:
        call.caller = keep(Person(phone=phone), operator_id=call.operator_id)
    if call.caller is None:
        return None
    call_back = CallBack(
        operator_id=call.operator_id,
        site=call.site,
        contact=call.caller,
        missed_call=call,
        received_at=call.started_at,
    )
    session().add(call_back)
    session().flush()
    return call_back


def require_consent(call: Call) -> None:
    """Raise NoticeRequired before the notice (CGV-21.2), RecordingRequired unless the client accepted the recording or
    the policy of the operator lets the call go on without (CGV-21.5).
    """
    if call.notice_at is None:
        raise errors.NoticeRequired
    if call.state not in (CallState.CONSENT_ACCEPTED, CallState.UNRECORDED, CallState.QUALIFIED):
        raise errors.RecordingRequired
    if call.consent is Consent.PENDING:
        raise errors.RecordingRequired


@performs(Call.qualify)
def take_request(call: Call) -> CallBack | None:
    """Count a request that comes out of the call, re-read under lock; returns the call-back it converts, if any.

    A call may bring several. Raises NoticeRequired, RecordingRequired, NotMandated, TrainingRequired.
    """
    session().flush()
    session().refresh(call, with_for_update=True)
    require_consent(call)
    require_trained_staff(call.operator_id)
    if call.state is not CallState.QUALIFIED:
        call.qualify()
    call_back = call_back_of(call)
    if call_back is not None and call_back.state is CallBackState.CALLED_BACK:
        call_back.convert()
    return call_back


def call_back_of(call: Call) -> CallBack | None:
    """The call-back that the call answers."""
    return session().scalar(select(CallBack).where(CallBack.call_id == call.id))
