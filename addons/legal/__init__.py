"""Legal texts: which terms are in force, since when, with which parameters."""

from app.addons import Addon
from app.i18n import _l

addon = Addon(
    name="legal",
    label=_l("Textes"),
    depends=("base",),
    summary=_l("Conditions générales : versions, dates, paramètres."),
)
