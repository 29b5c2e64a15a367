from addons.base.roles import ACCOUNTANT, ADMIN, AGENT
from app.access.grants import Grant
from tests.privacy.vault.desk.models import DeskSheet

ACCESS = [
    Grant(AGENT, DeskSheet, "read create write"),
    Grant(ADMIN, DeskSheet, "read"),
    Grant(ACCOUNTANT, DeskSheet, "read"),
]
