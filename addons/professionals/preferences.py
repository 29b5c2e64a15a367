"""What a professional wants to be told, and when he wants to be left alone (CGV-16.4, CGV-16.5)."""

from datetime import datetime
from typing import Annotated

from addons.notifications.models import Channel
from addons.notifications.services import lift, oppose
from addons.professionals import errors
from addons.professionals.models import Professional
from app.i18n import _l
from app.models.clock import now
from app.models.workflow import Asked, performs

#: A pause is no departure.
LONGEST_PAUSE_DAYS = 365


def set_offer_preferences(professional: Professional, channel: Channel, wanted: bool) -> None:
    """Tell him of new requests through ``channel``, or no more: at once, as often as he likes, whatever his state.

    Messages of the contract always leave (CGV-16.4).
    """
    if wanted:
        lift(professional, channel)
    else:
        oppose(professional, channel)


@performs(Professional.note_preferences)
def note_preferences(
    professional: Professional,
    channel: Annotated[Channel, Asked(_l("Canal"))],
    wanted: Annotated[bool, Asked(_l("Veut recevoir les nouvelles demandes"))] = False,
) -> None:
    """The staff's button, for a request received by e-mail or by telephone."""
    professional.note_preferences()
    set_offer_preferences(professional, channel, wanted)


def pause(professional: Professional, until: datetime) -> None:
    """Offer him nothing before ``until``; what he bought and what he owes goes on. Raises PauseOutOfBounds."""
    if not 0 < (until - now()).total_seconds() <= LONGEST_PAUSE_DAYS * 86_400:
        raise errors.PauseOutOfBounds(field="days", longest=LONGEST_PAUSE_DAYS)
    professional.paused_until = until


def resume(professional: Professional) -> None:
    """Offer him requests again."""
    professional.paused_until = None
