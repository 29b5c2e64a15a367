"""Payments: attempts, provider events, captures and refunds."""

from app.addons import Addon
from app.i18n import _l

addon = Addon(
    name="payments",
    label=_l("Paiements"),
    depends=("orders",),
    summary=_l("Encaissements, remboursements, prestataires de paiement."),
)
