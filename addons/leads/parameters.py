"""Business parameters of requests, each with its bounds and the article it comes from."""

from app.i18n import _l
from app.models.kinds import Count
from app.models.parameters import Parameter

LEAD_PUBLICATION_TTL_MINUTES = Parameter(
    "lead_publication_ttl_minutes", _l("Durée d’une publication, en minutes"), Count(5, 1440), 120, source="CGV-13.2"
)
LEAD_OPENING_DELAY_SECONDS = Parameter(
    "lead_opening_delay_seconds",
    _l("Délai avant l’ouverture à tous, en secondes"),
    Count(0, 60),
    5,
    source="CGV-3.8",
    help=_l("Le temps que chacun soit prévenu : la demande s’ouvre à tous au même instant."),
)
SIMILAR_HOURS = Parameter(
    "lead_similar_hours", _l("Délai où une demande proche interroge, en heures"), Count(1, 168), 24, source="CGV-5.4"
)
OFFNET_AFTER_MINUTES = Parameter(
    "offnet_after_minutes", _l("Délai avant de confier hors réseau, en minutes"), Count(0, 1440), 30, source="CGV-19.8"
)
