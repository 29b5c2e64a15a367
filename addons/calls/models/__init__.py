"""Calls and call-backs."""

from addons.calls.models.call import Call, CallState, Consent, Direction
from addons.calls.models.call_back import CallBack, CallBackState, Slot

__all__ = ["Call", "CallBack", "CallBackState", "CallState", "Consent", "Direction", "Slot"]
