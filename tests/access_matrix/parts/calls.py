"""Calls and call-backs: agents and managers take them, the data officer reads them, anybody may ask to be called."""

from collections.abc import Mapping
from typing import Any

from addons.calls.models import Call, CallBack
from tests.access_matrix.part import Part

RIGHTS = """
calls      | call, callback | – | RCW answer | RCW answer | – | R
call_backs | call, callback | – | RCW answer | RCW answer | – | R
"""

_FORM = {"rule": "/rappel/<host>", "filled": {"host": "absent.example.org"}, "public": frozenset({404})}


def records(scene: dict[str, Any]) -> Mapping[str, Any]:
    """A call that rings, and somebody to call back."""
    common = {"operator": scene["operators"], "site": scene["sites"]}
    return {"calls": Call(**common), "call_backs": CallBack(**common)}


PART = Part(
    rights=RIGHTS,
    differences={
        (name, role): "taking a call and noting what the client chose is writing it, under a word of its own"
        for name in ("calls", "call_backs")
        for role in ("MANAGER", "AGENT")
    },
    transitions={
        "calls": {
            "answer": "answer",
            "give_notice": "answer",
            "accept_recording": "answer",
            "refuse_recording": "answer",
            "continue_unrecorded": "system",
            "qualify": "system",
            "end_without_request": "answer",
            "hang_up": "answer",
            "miss": "answer",
        },
        "call_backs": {
            "attempt": "answer",
            "give_up": "system",
            "called_back": "answer",
            "convert": "system",
            "end": "system",
            "refuse_recording": "system",
            "drop_duplicate": "answer",
        },
    },
    screens={"/appels": "calls", "/rappels": "call_backs"},
    codes={"calls": "calls.call", "call_backs": "calls.call_back"},
    routes=({"method": "GET", **_FORM}, {"method": "POST", **_FORM}),
    records=records,
)
