"""Who may do what with messages: staff decide them by their work (create), nobody types or changes one."""

from addons.base.roles import ACCOUNTANT, ADMIN, AGENT, DPO, MANAGER
from addons.notifications.models import Message, Opposition
from app.access.grants import Grant

ACCESS = [
    Grant(ADMIN, Message, "read"),
    Grant(MANAGER, Message, "read create"),
    Grant(AGENT, Message, "read create"),
    Grant(ACCOUNTANT, Message, "read create"),
    Grant(DPO, Message, "read create"),
    Grant(ADMIN, Opposition, "read"),
    Grant(MANAGER, Opposition, "read create delete"),
    Grant(AGENT, Opposition, "read create delete"),
    Grant(DPO, Opposition, "read create delete"),
]
