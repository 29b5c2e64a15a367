"""Prices: what the rules propose for a request, and the ticket that proves it."""

from app.addons import Addon
from app.i18n import _l

addon = Addon(
    name="pricing",
    label=_l("Tarifs"),
    depends=("leads", "legal", "professionals"),
    summary=_l("Grille de tarifs, propositions détaillées, tickets."),
)
