"""Screens of prices: the rules that managers edit, the sheets that prove each price."""

from addons.base.views import SETTINGS
from addons.calls.views import REQUESTS
from addons.leads.views import LeadScreen
from addons.pricing.models import Criterion, PricingRule, PricingSheet
from app.i18n import _l
from app.screens.declaration import Lines, Menu, Related, Saved, Screen, Section, extend


class RuleScreen(Screen, model=PricingRule, menu=Menu(SETTINGS, icon="calculator", order=40)):
    """Rules of the grid: what adds to a price, and when."""

    path = "regles-de-tarif"
    columns = ("label", "criterion", "amount_ht", "trade", "zone", "urgency", "day_kind", "public", "active")
    sections = (
        Section(_l("Règle"), "label", "criterion", "amount_ht", "public", "active"),
        Section(_l("Demande"), "trade", "need", "zone", "urgency", "complexity_from", "intent_from"),
        Section(_l("Moment"), "day_kind", "from_hour", "to_hour"),
        Section(_l("Concurrence"), "competitors_from", "competitors_to"),
        Section(_l("Validité"), "valid_from", "valid_to"),
    )
    saved = (Saved(_l("Actives"), active=True), Saved(_l("Bases"), criterion=Criterion.BASE))
    sort = "label"


class SheetScreen(Screen, model=PricingSheet, menu=Menu(REQUESTS, icon="receipt", order=50)):
    """Sheets: what was proposed for each request, what was decided and why."""

    path = "fiches-de-tarif"
    columns = ("lead", "proposed_ht", "final_ht", "override_reason", "priced_at", "priced_by", "terms")
    sections = (
        Section(_l("Tarif"), "lead", "proposed_ht", "final_ht", "override_reason", "priced_at", "priced_by", "terms"),
        Section(_l("Lignes"), Lines("lines", ("rank", "criterion", "label", "amount_ht", "public", "rule"))),
        Section(_l("Preuve"), "inputs", "hash"),
    )
    sort = "-priced_at"


sheet_of_a_request = extend(LeadScreen, related=(Related(SheetScreen, "lead"),))
