"""Business parameters of invoices."""

from app.i18n import _l
from app.models.kinds import Flag
from app.models.parameters import Parameter

VAT_ON_DEBITS = Parameter(
    "vat_on_debits",
    _l("Option pour le paiement de la TVA d’après les débits"),
    Flag(),
    False,
    source="CGV-6.16",
)
