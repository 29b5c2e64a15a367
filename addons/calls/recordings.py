"""Recordings: deleted when the client refuses, and at the end of their six months (CGV-21.4, CGV-21.6)."""

from dataclasses import dataclass

from sqlalchemy import select

from addons.calls.models import Call
from addons.calls.parameters import RECORDING_RETENTION_MONTHS
from addons.calls.telephony import telephony
from app.database import session
from app.effects import outbox
from app.effects.effect import Effect
from app.effects.outbox import handles
from app.models.calendar import add_months
from app.models.clock import now
from app.models.parameters import value
from app.proof import journal


@dataclass(frozen=True)
class RecordingToDelete(Effect):
    """The provider must delete what it recorded of this call."""

    call_id: int


@handles(RecordingToDelete)
def delete_at_provider(effect: RecordingToDelete) -> None:
    """Ask the provider of the call; a call of no provider was never recorded."""
    call = session().get_one(Call, effect.call_id)
    telephony(call.provider).delete_recordings(call.provider_call_id or "")


def keep_until_allowed(call: Call) -> None:
    """Date the deletion: the months of the parameter after the call began, clamped at month end (CGV-21.6)."""
    months = value(RECORDING_RETENTION_MONTHS, call.operator_id)
    call.recording_delete_at = add_months(call.started_at, months)


def drop(call: Call, cause: str) -> None:
    """Forget the recording here, and have the provider delete it, once. ``cause`` is a code for the journal."""
    call.recording_ref = None
    call.recording_delete_at = None
    outbox.put(RecordingToDelete(call.id), key=f"calls.recording_to_delete {call.id}")
    journal.record("call.recording_deleted", Call, call.id, {"cause": cause})


def purge_due() -> int:
    """Drop every recording whose date has passed; returns how many. At the very instant it may still be heard."""
    due = (
        select(Call)
        .where(Call.recording_ref.is_not(None), Call.recording_delete_at < now())
        .order_by(Call.id)
        .with_for_update(of=Call, skip_locked=True)
    )
    found = session().scalars(due).all()
    for call in found:
        drop(call, "retention")
    return len(found)
