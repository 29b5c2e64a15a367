"""Business parameters of calls, each with its bounds and the article it comes from."""

from app.i18n import _l
from app.models.choices import Choice
from app.models.kinds import ChoiceKind, Count
from app.models.parameters import Parameter


class OnRefusal(Choice):
    """What the refusal of the recording does to the call."""

    END_CALL = "end_call", _l("Mettre fin à l’appel")
    CONTINUE_UNRECORDED = "continue_unrecorded", _l("Poursuivre sans enregistrer")


ON_REFUSAL = Parameter(
    "on_refusal",
    _l("En cas de refus de l’enregistrement"),
    ChoiceKind(OnRefusal),
    OnRefusal.END_CALL,
    source="CGV-21.4",
)
RECORDING_RETENTION_MONTHS = Parameter(
    "recording_retention_months",
    _l("Conservation des enregistrements, en mois"),
    Count(1, 6),
    6,
    source="CGV-21.6",
    help=_l("Six mois au plus : l’article 21 ne permet pas davantage."),
)
CALL_BACK_ATTEMPTS = Parameter(
    "call_back_attempts", _l("Tentatives de rappel avant de renoncer"), Count(1, 10), 3, source="CGV-5.3"
)
CALL_BACK_FORMS_PER_HOUR = Parameter(
    "call_back_forms_per_hour",
    _l("Formulaires de rappel par heure et par adresse"),
    Count(1, 100),
    5,
    source="CGV-5.3",
)
