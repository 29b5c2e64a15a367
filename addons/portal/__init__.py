"""The pages of professionals, served by a process of their own."""

from app.addons import Addon
from app.i18n import _l

addon = Addon(
    name="portal",
    label=_l("Portail"),
    depends=("invoicing",),
    summary=_l("Les pages des professionnels, sur leur téléphone."),
)
