"""Contacts: nobody lists them; who may open one does so through a link, and it is logged."""

from collections.abc import Mapping
from typing import Any

from app.privacy.vault import Person, keep
from tests.access_matrix.part import Part

RIGHTS = """
contacts | lead, pricing sheet | R | RCW open | RCW open | – | R open
"""


def records(scene: dict[str, Any]) -> Mapping[str, Any]:
    """An invented client."""
    return {"contacts": keep(Person(last_name="Essai", phone="06 39 98 00 01"), operator_id=scene["operators"].id)}


PART = Part(
    rights=RIGHTS,
    differences={
        ("contacts", role): "who a client is opens by a right of its own, logged each time: none of the given letters"
        for role in ("MANAGER", "AGENT", "DPO")
    },
    internal=frozenset({"contacts"}),
    routes=(
        {
            "method": "POST", "rule": "/coordonnees/<id>", "word": "open", "object": "contacts",
            "body": {"purpose": "essai"},
        },
        {
            "method": "POST", "rule": "/api/v1/contacts/<id>/open", "word": "open", "object": "contacts",
            "body": {"purpose": "essai"},
        },
    ),
    records=records,
)  # fmt: skip
