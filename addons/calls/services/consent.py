"""The choice of the client: recorded, or not (CGV-21.3, CGV-21.4)."""

from addons.calls import errors
from addons.calls.events import recording_refused
from addons.calls.models import Call, CallState, Consent
from addons.calls.parameters import ON_REFUSAL, OnRefusal
from addons.calls.recordings import drop, keep_until_allowed
from addons.calls.services.calls import call_back_of
from app.models.clock import now
from app.models.parameters import value
from app.models.workflow import performs
from app.privacy.vault import erase
from app.proof import journal


@performs(Call.accept_recording)
def accept_recording(call: Call) -> None:
    """The client accepts the recording; its deletion is dated (CGV-21.6)."""
    call.accept_recording()
    _note_choice(call, Consent.ACCEPTED)
    keep_until_allowed(call)


@performs(Call.continue_unrecorded)
@performs(Call.refuse_recording)
def refuse_recording(call: Call) -> None:
    """The client refuses, at once or later in the call; what was recorded goes at once (CGV-21.4).

    Under ``end_call`` the call ends and nothing of the person remains: the caller, the call-back and the request begun
    in the call are forgotten. Under ``continue_unrecorded`` it goes on. Raises CallEnded.
    """
    if call.ended_at is not None:
        raise errors.CallEnded
    if value(ON_REFUSAL, call.operator_id) is OnRefusal.END_CALL:
        call.refuse_recording()
        _end(call)
    elif call.state is not CallState.QUALIFIED:
        call.continue_unrecorded()
    _note_choice(call, Consent.REFUSED)
    drop(call, "refusal")


def _note_choice(call: Call, consent: Consent) -> None:
    call.consent, call.consent_at = consent, now()
    journal.record("call.consent", Call, call.id, {"consent": consent.code})


def _end(call: Call) -> None:
    call.ended_at = now()
    recording_refused.send(call)
    call_back = call_back_of(call)
    if call_back is not None:
        call_back.refuse_recording()
    for contact in {call.caller, call_back.contact if call_back else None} - {None}:
        if contact is not None:
            erase(contact)
