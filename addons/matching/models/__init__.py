"""Offers of requests to professionals, and the waves they go out in."""

from addons.matching.models.offer import Offer
from addons.matching.models.wave import Reach, Wave

__all__ = ["Offer", "Reach", "Wave"]
