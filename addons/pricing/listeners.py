"""What pricing does at the signals of others."""

from typing import Any

from addons.leads.call_panels import add_call_panel
from addons.leads.events import lead_published
from addons.leads.models import Lead
from addons.legal.services import terms_in_force
from addons.pricing.call_panel import PANEL
from addons.pricing.errors import NotPriced
from addons.pricing.services import check_bounds

add_call_panel(PANEL)


@lead_published.connect
def check_price(lead: Lead, **_: Any) -> None:
    """Refuse the publication of a price that the terms in force today do not allow, whenever it was set (CGV-6.13).

    Raises NotPriced, NoTermsInForce or PriceOutOfBounds, which undo the publication.
    """
    if lead.price_ht is None:
        raise NotPriced
    check_bounds(lead.price_ht, terms_in_force(lead.operator_id), field="price_ht")
