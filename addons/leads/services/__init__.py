"""Use cases of requests. They never commit."""

from addons.leads.again import Similar
from addons.leads.services.client import announce_transfer, identify, read_back, set_client
from addons.leads.services.preparing import decide_again, missing, qualify, similar, start_lead
from addons.leads.services.sale import entrust, expire, expire_due, publish, reopen, republish, withdraw

__all__ = [
    "Similar",
    "announce_transfer",
    "decide_again",
    "entrust",
    "expire",
    "expire_due",
    "identify",
    "missing",
    "publish",
    "qualify",
    "read_back",
    "reopen",
    "republish",
    "set_client",
    "similar",
    "start_lead",
    "withdraw",
]
