"""Who may do what with prices: managers write the rules, agents apply them, professionals see the price alone."""

from addons.base.roles import ADMIN, AGENT, DPO, MANAGER
from addons.pricing.models import PricingLine, PricingRule, PricingSheet
from app.access.grants import Grant

ACCESS = [
    # A rule that served is switched off, not deleted: sheets point at it.
    Grant(ADMIN, PricingRule, "read"),
    Grant(MANAGER, PricingRule, "read create write"),
    Grant(AGENT, PricingRule, "read"),
    Grant(DPO, PricingRule, "read"),
    # Sheets and lines are written by ``set_price`` alone: every field is read-only, so that nobody types one.
    Grant(ADMIN, PricingSheet, "read"),
    Grant(MANAGER, PricingSheet, "read create write"),
    Grant(AGENT, PricingSheet, "read create write"),
    Grant(DPO, PricingSheet, "read"),
    Grant(ADMIN, PricingLine, "read"),
    # Pricing again replaces the lines; one cannot be taken away by hand (LinesFollowThePrice).
    Grant(MANAGER, PricingLine, "read create write delete"),
    Grant(AGENT, PricingLine, "read create write delete"),
    Grant(DPO, PricingLine, "read"),
]
