"""Business parameters of payments."""

from app.i18n import _l
from app.models.kinds import Code
from app.models.parameters import Parameter

PROVIDER = Parameter(
    "payment_provider",
    _l("Prestataire de paiement"),
    Code(30),
    "sandbox",
    source="CGV-6.4",
    help=_l("« sandbox » : prestataire d’essai, en démonstration seulement."),
)
