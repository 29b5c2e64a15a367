"""Who may do what with calls and call-backs (matrix of roles)."""

from addons.base.roles import AGENT, DPO, MANAGER
from addons.calls.models import Call, CallBack
from app.access.grants import Grant

ACCESS = [
    Grant(MANAGER, Call, "read create write answer"),
    Grant(AGENT, Call, "read create write answer"),
    Grant(DPO, Call, "read"),
    # A call-back is written by its services alone: every field is read-only, so that nobody types one.
    Grant(MANAGER, CallBack, "read create write answer"),
    Grant(AGENT, CallBack, "read create write answer"),
    Grant(DPO, CallBack, "read"),
]
