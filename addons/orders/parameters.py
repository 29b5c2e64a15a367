"""Business parameters of a sale, each with its bounds and the article or the decision it comes from."""

from decimal import Decimal

from addons.orders.models import VatRegime
from app.i18n import _l
from app.models.kinds import ChoiceKind, Count, Flag, Rate
from app.models.parameters import Parameter

BASKET_MINUTES_URGENT = Parameter(
    "basket_ttl_minutes_urgent", _l("Durée du panier d’une demande immédiate, en minutes"), Count(1, 30), 3,
    source="DEC-28",
)  # fmt: skip
BASKET_MINUTES = Parameter(
    "basket_ttl_minutes", _l("Durée du panier des autres demandes, en minutes"), Count(1, 60), 10, source="DEC-28"
)
AUTO_MASK_DAYS = Parameter(
    "auto_mask_days", _l("Masquage des coordonnées après remise, en jours"), Count(7, 90), 30, source="CGV-19.6"
)
MASK_DELAY_DAYS_AFTER_DONE = Parameter(
    "mask_delay_days_after_done",
    _l("Masquage après la prestation, en jours"),
    Count(0, 30),
    0,
    source="CGV-19.6",
    help=_l("Zéro : dès que le professionnel déclare la suite donnée."),
)
RECREDIT_END_OF_DAY = Parameter(
    "recredit_end_of_day",
    _l("Recrédit accepté jusqu’à la fin du dernier jour"),
    Flag(),
    True,  # the default of a flag
    source="CGV-7.8",
)
VAT_REGIME = Parameter("vat_regime", _l("Régime de TVA"), ChoiceKind(VatRegime), VatRegime.STANDARD, source="CGV-6.16")
VAT_RATE = Parameter(
    "vat_rate", _l("Taux de TVA, en pour cent"), Rate(Decimal(0), Decimal(30)), Decimal("20.00"), source="CGV-6.16"
)
