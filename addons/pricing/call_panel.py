"""«Tarif» on the call screen: the proposal beside the form, and the price that goes with «Publier»."""

from flask import render_template
from markupsafe import Markup

from addons.leads.call_panels import CallPanel, Names, Typed
from addons.leads.models import Lead
from addons.pricing.services import propose, set_price
from app.errors import InvalidFields
from app.formats import format_money
from app.i18n import _l
from app.models.kinds import InvalidValue, MoneyKind

#: What the proposal depends on, by the names of the call screen.
PRICED_BY: Names = frozenset({"trade", "need", "urgency", "complexity", "intent", "commune", "postal_code", "place"})


def show(lead: Lead) -> Markup:
    """The lines of the proposal, and where an agent leaves it. Raises FactorsMissing while the draft is too short."""
    drawn = render_template("pricing/call_panel.html", proposal=propose(lead), money=format_money)
    return Markup(drawn)  # Jinja escaped what stands in it


def finish(lead: Lead, typed: Typed) -> None:
    """Price the qualified request: as proposed when nothing was typed (CGV-6.7). Raises what ``set_price`` raises."""
    written = str(typed.get("final_ht") or "").strip()
    try:
        final_ht = MoneyKind().parse(written) if written else None
    except InvalidValue as error:
        raise InvalidFields({"final_ht": error.sentence}) from error
    set_price(lead, final_ht, str(typed.get("reason") or "") or None)


PANEL = CallPanel("pricing", _l("Tarif"), show=show, finish=finish, fields=PRICED_BY, order=10)
