"""Invoices: numbered last, immutable, rendered after the commit."""

from app.addons import Addon
from app.i18n import _l

addon = Addon(
    name="invoicing",
    label=_l("Facturation"),
    depends=("payments",),
    summary=_l("Factures numérotées, figées et archivées."),
)
