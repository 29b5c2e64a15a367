"""The closed lists of pricing."""

from app.i18n import _l
from app.models.choices import Choice


class Criterion(Choice):
    """What a price may depend on (CGV-6.8)."""

    BASE = "base", _l("Base du métier"), "blue"
    INTERVENTION_TYPE = "intervention_type", _l("Besoin"), "blue"
    AREA = "area", _l("Secteur"), "cyan"
    HOUR = "hour", _l("Heure"), "orange"
    DAY = "day", _l("Jour"), "orange"
    COMPLEXITY = "complexity", _l("Complexité"), "purple"
    CLIENT_INTENT = "client_intent", _l("Intention du client"), "purple"
    URGENCY = "urgency", _l("Urgence"), "red"
    COMPETITION = "competition", _l("Concurrence"), "green"
    OVERRIDE = "override", _l("Ajustement"), "grey"
