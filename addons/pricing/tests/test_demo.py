"""The grid of the demonstration prices any request within the bounds."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from addons.leads.models import Urgency
from addons.pricing.demo import load
from addons.pricing.models import PricingRule
from addons.pricing.services import propose


@pytest.mark.parametrize("urgency", list(Urgency))
def test_the_grid_prices_a_request_of_each_urgency(db, lead, operator, plumbing, urgency):
    load()
    rules = db.scalars(select(PricingRule).where(PricingRule.operator_id == operator.id)).all()
    assert rules
    for rule in rules:
        rule.check()
    assert Decimal("1.00") <= propose(lead(urgency=urgency)).total_ht <= Decimal("100.00")
