"""Calls and call-backs: the notice, the choice, and the queue of people to call back."""

from app.addons import Addon
from app.i18n import _l

addon = Addon(
    name="calls",
    label=_l("Appels"),
    depends=("base",),
    summary=_l("Appels, information d’enregistrement, rappels."),
)
