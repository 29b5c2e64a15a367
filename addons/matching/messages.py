"""The message of a new request (E-08): its texts stand in ``documents/``, and hold what anybody eligible may read."""

from collections.abc import Mapping
from typing import Any

from addons.leads.models import Lead, State
from addons.matching.obstacles import obstacles
from addons.notifications.models import Channel, Nature
from addons.notifications.templates import Template
from addons.professionals.models import Professional

#: Characters that a text message spares for a label: one segment, with a portal address of 32 characters at most.
TRADE, NEED, COMMUNE = 11, 16, 13


def is_open(lead: Lead, professional: Professional) -> bool:
    """Whether the request may still be bought, by this professional."""
    return lead.state is State.PUBLISHED and not obstacles(professional, lead)


def labels(lead: Lead, professional: Professional) -> Mapping[str, Any]:
    """Labels of the request, whole for a mail and short for a text message."""
    trade = lead.trade.label if lead.trade is not None else ""
    need = lead.need.label if lead.need is not None else ""
    commune = lead.commune.name if lead.commune is not None else ""
    urgency = str(lead.urgency.label) if lead.urgency is not None else ""
    return {
        "trade": trade,
        "need": need,
        "commune": commune,
        "urgency": urgency,
        "short_trade": short(trade, TRADE),
        "short_need": short(need, NEED),
        "short_commune": short(commune, COMMUNE),
    }


def short(label: str, length: int) -> str:
    """The beginning of a label when it is longer than ``length``, with a point for what is left out."""
    return label if len(label) <= length else label[: length - 1].rstrip(" -,’'(") + "."


OFFER = Template("matching.offer", Nature.OFFER, (Channel.SMS, Channel.EMAIL), still=is_open, values=labels)
