"""The professionals of the network: who they are, what they prove, where they work, whether they may buy."""

from app.addons import Addon
from app.i18n import _l

addon = Addon(
    name="professionals",
    label=_l("Réseau"),
    depends=("base", "zones", "legal", "notifications"),
    summary=_l("Professionnels, dossiers, couverture, sanctions."),
)
