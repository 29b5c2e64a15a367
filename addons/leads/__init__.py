"""Requests of clients: qualified on the phone, published, sold once, followed to their outcome."""

from app.addons import Addon
from app.i18n import _l

addon = Addon(
    name="leads",
    label=_l("Demandes"),
    depends=("calls", "zones"),
    summary=_l("Demandes d’intervention, de la qualification à la clôture."),
)
