"""Which professionals may buy a request, and why the others may not."""

from app.addons import Addon
from app.i18n import _l

addon = Addon(
    name="matching",
    label=_l("Attribution"),
    depends=("leads", "professionals"),
    summary=_l("Professionnels éligibles à une demande, et pourquoi pas les autres."),
)
