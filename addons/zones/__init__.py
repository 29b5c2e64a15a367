"""Where people are: régions, départements, communes, postal codes, and the zones an operator draws with them."""

from app.addons import Addon
from app.i18n import _l

addon = Addon(
    name="zones",
    label=_l("Territoires"),
    depends=("base",),
    summary=_l("Découpage administratif de la France et zones d’intervention."),
)
