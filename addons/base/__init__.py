"""Who sells: operators, their sites, their trades, the people who work for them."""

from app.addons import Addon
from app.i18n import _l

addon = Addon(
    name="base",
    label=_l("Entreprise"),
    summary=_l("Opérateurs, sites, métiers et collaborateurs."),
)
