"""How a professional is reached, and about what, according to where his file stands."""

from collections.abc import Mapping

from addons.notifications.models import Nature
from addons.notifications.services import Reach, addresses
from addons.professionals.models import NetworkStatus, Professional, State
from app.models.clock import now

_KNOWN = frozenset({Nature.CONTRACT, Nature.SERVICE})
#: Offers go to validated professionals alone; a closed file is only told what still concerns it.
_ACCEPTED: Mapping[State, frozenset[Nature]] = {
    State.VALIDATED: frozenset(Nature),
    State.TERMINATED: frozenset({Nature.CONTRACT}),
    State.ABANDONED: frozenset(),
}


@addresses(Professional.__tablename__)
def reach(professional: Professional) -> Reach:
    """His telephone and his e-mail; nothing outside of the network (CGV-3.2), no offers during a pause."""
    accepted = _ACCEPTED.get(professional.state, _KNOWN)
    if professional.network_status is not NetworkStatus.IN_NETWORK:
        accepted = frozenset()
    if professional.paused_until is not None and professional.paused_until > now():
        accepted -= {Nature.OFFER}
    return Reach(professional.email, professional.phone, accepted, professional.reference)
