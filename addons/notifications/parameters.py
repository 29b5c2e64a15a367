"""Business parameters of messages: the quiet hours of the clients, the price of a segment."""

from app.i18n import _l
from app.models.kinds import Count
from app.models.parameters import Parameter

QUIET_FROM = Parameter(
    "quiet_hours_from", _l("Heures calmes : pas de SMS au client à partir de"), Count(18, 23), 22, source="CGV-2.10"
)
QUIET_UNTIL = Parameter(
    "quiet_hours_until", _l("Heures calmes : pas de SMS au client avant"), Count(6, 11), 8, source="CGV-2.10"
)
SEGMENT_COST_MILLICENTS = Parameter(
    "sms_segment_cost_millicents",
    _l("Prix d’un segment de SMS, en millièmes de centime"),
    Count(0, 100_000),
    4_500,
    source="CGV-16.3",
)
