"""Use cases of calls and call-backs. They never commit."""

from addons.calls.services.call_backs import attempt, called_back, drop_duplicate, limit_forms, receive_call_back
from addons.calls.services.calls import (
    answer,
    end_without_request,
    give_notice,
    miss,
    open_call,
    require_consent,
    take_request,
)
from addons.calls.services.consent import accept_recording, refuse_recording
from addons.calls.services.staff import require_trained_staff

__all__ = [
    "accept_recording",
    "answer",
    "attempt",
    "called_back",
    "drop_duplicate",
    "end_without_request",
    "give_notice",
    "limit_forms",
    "miss",
    "open_call",
    "receive_call_back",
    "refuse_recording",
    "require_consent",
    "require_trained_staff",
    "take_request",
]
