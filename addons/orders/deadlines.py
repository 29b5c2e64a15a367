"""How long things last in a sale: baskets, and the right to ask for a recredit."""

from datetime import datetime, time, timedelta

from addons.leads.models import Lead, Urgency
from addons.orders.parameters import BASKET_MINUTES, BASKET_MINUTES_URGENT
from app.formats import PARIS
from app.models.parameters import value

#: The last second of a day, which is still that day.
_LAST = time(23, 59, 59)


def basket_until(lead: Lead, at: datetime) -> datetime:
    """Until when a basket begun at ``at`` holds, that instant included (DEC-28)."""
    urgent = lead.urgency is Urgency.IMMEDIATE
    minutes: int = value(BASKET_MINUTES_URGENT if urgent else BASKET_MINUTES, lead.operator_id)
    return at + timedelta(minutes=minutes)


def recredit_deadline(revealed_at: datetime, days: int, *, end_of_day: bool) -> datetime:
    """The last instant at which a recredit may be asked: ``days`` times 24 elapsed hours after the reveal (CGV-7.8).

    ``end_of_day`` brings it to 23:59:59 of that day in Paris (DEC-18).
    """
    deadline = revealed_at + timedelta(days=days)
    if not end_of_day:
        return deadline
    return datetime.combine(deadline.astimezone(PARIS).date(), _LAST, PARIS).astimezone(revealed_at.tzinfo)
