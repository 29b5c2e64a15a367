"""Baskets and orders: one request, one winner, contact details after payment only."""

from app.addons import Addon
from app.i18n import _l

addon = Addon(
    name="orders",
    label=_l("Ventes"),
    depends=("matching", "pricing"),
    summary=_l("Paniers, commandes, remise des coordonnées."),
)
