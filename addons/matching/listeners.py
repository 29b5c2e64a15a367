"""What matching does when a request enters the market, and when it leaves it."""

from typing import Any

from addons.leads.events import lead_published
from addons.leads.models import Lead, State
from addons.matching.services import offer, withdraw
from app.models.choices import Choice
from app.models.workflow import Transition, state_changed

#: On the market: a basket that falls gives the request back to everybody.
_FOR_SALE = frozenset({State.PUBLISHED, State.RESERVED})


@lead_published.connect
def offer_it(lead: Lead, **_: Any) -> None:
    """Offer the request in the transaction that publishes it (CGV-3.16)."""
    offer(lead)


def _take_it_back(model: type[Lead], *, record: Lead, transition: Transition, old: Choice) -> None:
    """Sold, withdrawn, expired, entrusted outside the network: nobody else may have it."""
    if old in _FOR_SALE and transition.to not in _FOR_SALE:
        withdraw(record)


state_changed.connect(_take_it_back, sender=Lead)
