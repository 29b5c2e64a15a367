"""Business parameters of professionals, each with its bounds and the article it comes from."""

from app.i18n import _l
from app.models.kinds import Count
from app.models.parameters import Parameter

KBIS_MAX_AGE_MONTHS = Parameter(
    "kbis_max_age_months", _l("Âge maximal du Kbis à la signature, en mois"), Count(1, 12), 3, source="CGV-18.7"
)
EXPERIENCE_MIN_MONTHS = Parameter(
    "experience_min_months", _l("Expérience qui vaut diplôme, en mois"), Count(1, 120), 36, source="CGV-9.24"
)
OTHER_MOTIVE_MIN_LENGTH = Parameter(
    "other_motive_min_length",
    _l("Longueur minimale des faits pour « Autre motif »"),
    Count(1, 500),
    20,
    source="CGV-10.6",
)
DELETION_WORKING_DAYS = Parameter(
    "account_deletion_working_days",
    _l("Délai de suppression d’un compte, en jours ouvrés"),
    Count(1, 15),
    15,
    source="CGV-10.3",
)
