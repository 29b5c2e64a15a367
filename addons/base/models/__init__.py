"""Operators, sites, trades and staff."""

from addons.base.models.operator import Operator, OperatorState, Purpose
from addons.base.models.site import Site
from addons.base.models.staff import StaffKind, StaffProfile
from addons.base.models.trade import Trade

__all__ = ["Operator", "OperatorState", "Purpose", "Site", "StaffKind", "StaffProfile", "Trade"]
