"""Use cases of a sale, from the basket to the outcome. They never commit.

Locks are taken in one order everywhere: lead, then reservation, order, payment.
"""

from addons.orders.services.baskets import (
    claim,
    release,
    release_baskets_of_lead,
    release_baskets_of_professional,
    release_expired,
)
from addons.orders.services.confirming import confirm
from addons.orders.services.following import record_contact, record_no_answer, record_outcome, view_contact
from addons.orders.services.locks import keep, lock_sale
from addons.orders.services.masking import mask, mask_overdue
from addons.orders.services.selling import not_fulfilled, pay

__all__ = [
    "claim",
    "confirm",
    "keep",
    "lock_sale",
    "mask",
    "mask_overdue",
    "not_fulfilled",
    "pay",
    "record_contact",
    "record_no_answer",
    "record_outcome",
    "release",
    "release_baskets_of_lead",
    "release_baskets_of_professional",
    "release_expired",
    "view_contact",
]
