"""Requests and needs: agents and managers prepare and sell, administrators and the data officer read."""

from collections.abc import Mapping
from typing import Any

from addons.leads.models import Lead, Need
from app.models.clock import now
from tests.access_matrix.part import Part

RIGHTS = """
leads | lead, pricing sheet      | R   | RCW prepare price publish | RCW prepare price publish | – | R
needs | operator, site, settings | RCW | RCW                       | R                         | R | R
"""


def records(scene: dict[str, Any]) -> Mapping[str, Any]:
    """A draft, and a need."""
    lead = Lead(operator=scene["operators"], site=scene["sites"], call=scene["calls"], requested_at=now())
    return {"leads": lead, "needs": Need(trade=scene["trades"], code="essai", label="Besoin d’essai")}


def _page(method: str, rule: str) -> Mapping[str, Any]:
    """An address of the call screen."""
    told = frozenset({400}) if method == "POST" else frozenset()
    return {"method": method, "rule": f"/appel/{rule}", "word": "answer", "object": "calls", "also": told}


PART = Part(
    rights=RIGHTS,
    transitions={
        "leads": {
            "identify": "prepare",
            "read_back": "prepare",
            "announce_transfer": "prepare",
            "decide_again": "prepare",
            "qualify": "prepare",
            "reopen": "prepare",
            "price": "price",
            "reprice": "price",
            "publish": "publish",
            "republish": "publish",
            "expire": "system",
            "withdraw": "prepare",
            "entrust": "publish",
            "reserve": "system",
            "release": "system",
            "mark_paid": "system",
            "mark_revealed": "system",
            "mark_contacted": "system",
            "close": "system",
        },
    },
    screens={"/demandes": "leads", "/besoins": "needs"},
    codes={"leads": "leads.lead", "needs": "leads.need"},
    shared=frozenset({"needs"}),
    routes=(
        _page("GET", ""),
        _page("POST", ""),
        {"method": "GET", "rule": "/appel/jeton"},
        _page("GET", "communes"),
        _page("GET", "<id>"),
        *(
            _page("POST", f"<id>/{step}")
            for step in ("information", "choix", "brouillon", "rapport", "publication", "fin", "reprise")
        ),
    ),
    records=records,
)
