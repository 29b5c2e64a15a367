"""Why not this professional, and who else: two readings of the same conditions."""

from dataclasses import dataclass

from sqlalchemy import false, func, select

from addons.leads.models import Lead
from addons.matching.conditions import CONDITIONS, Situation
from addons.professionals.models import Professional
from app.database import session
from app.errors import NotFound


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What keeps a professional from a request: a stable code, a French sentence, the article that decides."""

    code: str
    sentence: str
    rule: str


def obstacles(professional: Professional, lead: Lead) -> list[Obstacle]:
    """Every condition that the professional does not meet for this request now; empty when he may buy it.

    One statement asks them all. Raises NotFound when the acting person may not read the professional.
    """
    situation = Situation.of(lead)
    met = [func.coalesce(condition.holds(situation), false()).label(condition.code) for condition in CONDITIONS]
    row = (
        session()
        .execute(select(*met).select_from(Professional).where(Professional.id == professional.id))
        .one_or_none()
    )
    if row is None:
        raise NotFound
    return [
        Obstacle(each.code, str(each.sentence) % each.details(professional, situation), each.rule)
        for each, holds in zip(CONDITIONS, row, strict=True)
        if not holds
    ]


def eligible(lead: Lead) -> list[Professional]:
    """Professionals who meet every condition for this request now, in the order of their files (CGV-5.5)."""
    situation = Situation.of(lead)
    found = select(Professional).where(*(condition.holds(situation) for condition in CONDITIONS))
    return list(session().scalars(found.order_by(Professional.id)))
