"""«Pourquoi pas ?»: what keeps a professional from a request, article by article."""

from flask import Blueprint, render_template, request

from addons.calls.views import REQUESTS
from addons.leads.models import Lead
from addons.matching.models import Offer
from addons.matching.obstacles import obstacles
from addons.professionals.models import Acceptance, Document, Professional
from app.access import require
from app.errors import BadQuery, NotFound
from app.i18n import _l
from app.kernel import kernel_of
from app.records.cursor import LARGEST_ID
from app.records.reading import AnyRecord, get
from app.screens.look_up_routes import look_up_url
from app.screens.navigation import Entry

pages = Blueprint("matching", __name__, url_prefix="/eligibilite", template_folder="templates")

#: Whoever may not read certificates and acceptances would be told that they are missing.
READ = (Offer, Professional, Document, Acceptance)
_ASKED = {"demande": Lead, "professionnel": Professional}


@pages.get("/")
def why_not() -> str:
    """Ask for a request and a professional, then tell every obstacle between them."""
    for model in READ:
        require("read", model)
    for name in request.args:
        if name not in _ASKED:
            raise BadQuery(name=name)
    lead, professional = _chosen(Lead, "demande"), _chosen(Professional, "professionnel")
    found = obstacles(professional, lead) if lead is not None and professional is not None else None
    return render_template(
        "matching/why_not.html",
        lead=lead,
        professional=professional,
        obstacles=found,
        look_up={name: look_up_url(model) for name, model in _ASKED.items()},
    )


def _chosen(model: type[AnyRecord], name: str) -> AnyRecord | None:
    """The record that the address names, None when it names none. Raises NotFound."""
    given = request.args.get(name, "").strip()
    if not given:
        return None
    if not given.isdecimal() or not 0 < int(given[:20]) <= LARGEST_ID:
        raise NotFound
    return get(model, int(given))


PAGES = [pages]
ENTRIES = [
    Entry(
        group=REQUESTS,
        label=_l("Pourquoi pas ce professionnel ?"),
        icon="user-question",
        url="/eligibilite/",
        may=lambda account: all(kernel_of().rules.may(account, "read", model) for model in READ),
        order=80,
    )
]
