"""Pricing rules, and the sheet of a request."""

from addons.pricing.models.choices import Criterion
from addons.pricing.models.rule import DayKind, PricingRule
from addons.pricing.models.sheet import PricingLine, PricingSheet

__all__ = ["Criterion", "DayKind", "PricingLine", "PricingRule", "PricingSheet"]
