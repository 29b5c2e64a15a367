"""Offers and waves: publication writes them for agents and managers, nobody types one."""

from collections.abc import Mapping
from typing import Any

from addons.matching.models import Offer, Reach, Wave
from app.models.clock import now
from tests.access_matrix.part import Part

RIGHTS = """
offers | lead, pricing sheet | R | RCW | RCW | – | R
waves  | lead, pricing sheet | R | RCW | RCW | – | R
"""


def records(scene: dict[str, Any]) -> Mapping[str, Any]:
    """An offer of the request to the professional, and the wave it went out in."""
    common = {"operator": scene["operators"], "lead": scene["leads"], "opens_at": now()}
    offer = Offer(professional=scene["professionals"], **common)
    return {"offers": offer, "waves": Wave(reach=Reach.OFFERED, eligible=1, added=1, **common)}


PART = Part(
    rights=RIGHTS,
    screens={"/propositions": "offers", "/diffusions": "waves"},
    codes={"offers": "matching.offer", "waves": "matching.wave"},
    # The page compares certificates: who may not read them is not answered.
    routes=({"method": "GET", "rule": "/eligibilite/", "word": "read", "object": "professional_documents"},),
    records=records,
)
