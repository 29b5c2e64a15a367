"""Requests of clients and the needs they have."""

from addons.leads.models.choices import Again, Outcome, State, Urgency
from addons.leads.models.lead import Lead
from addons.leads.models.need import Need

__all__ = ["Again", "Lead", "Need", "Outcome", "State", "Urgency"]
