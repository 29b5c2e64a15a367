"""Close requests: the same number or e-mail, or the same house and trade, within a day."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from addons.base.models import Trade
from addons.leads.parameters import SIMILAR_HOURS
from addons.zones.models import Commune
from app.database import session
from app.models.clock import now
from app.models.parameters import value
from app.privacy.vault import Person, same_person

if TYPE_CHECKING:
    from addons.leads.models.lead import Lead


@dataclass(frozen=True, slots=True)
class Similar:
    """A close request; ``same_house`` when the street and the trade alone are the same, not the person."""

    lead: "Lead"
    same_house: bool


def close_requests(
    model: "type[Lead]",
    operator_id: int,
    person: Person,
    *,
    commune: Commune | None,
    trade: Trade | None,
    but: int | None = None,
) -> list[Similar]:
    """Requests of the operator close to that person's, latest first, without the request ``but``.

    Found by blind tokens, without opening anybody; each of the two questions is one indexed look-up.
    """
    reach = replace(person, street=None)
    same = set(same_person(reach, None))
    house = (
        set(
            same_person(
                replace(reach, phone=None, second_phone=None, email=None, street=person.street),
                commune.code if commune else None,
            )
        )
        - same
    )
    if not (same or house):
        return []
    since = now() - timedelta(hours=value(SIMILAR_HOURS, operator_id))
    found = (
        select(model)
        .where(
            model.client_id.in_(same | house),
            model.operator_id == operator_id,
            model.requested_at >= since,
            model.id != (but or 0),
        )
        .order_by(model.requested_at.desc(), model.id.desc())
    )
    return [
        Similar(lead, lead.client_id in house)
        for lead in session().scalars(found)
        if lead.client_id in same or (trade is not None and lead.trade_id == trade.id)
    ]
