"""A small operator with a believable month, so that whoever tries Relais finds it at work."""

from app.addons import Addon
from app.i18n import _l

addon = Addon(
    name="demo",
    label=_l("Démonstration"),
    depends=("portal",),
    summary=_l("Un mois inventé : appels, demandes, ventes, factures."),
)
