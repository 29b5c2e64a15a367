from app.access.grants import Grant, Restrict
from tests.access.filing.models import Folder, Page
from tests.access.filing.roles import ARCHIVIST, AUDITOR, BINDER, CLERK

ACCESS = [
    Grant(CLERK, Folder, "read create write delete", where=lambda me: Folder.person == me.id),
    Grant(CLERK, Page, "read create write delete"),
    Grant(AUDITOR, Folder, "read", fields=("name", "state")),
    Grant(ARCHIVIST, Folder, "read seal"),
    Grant(BINDER, Folder, "read write"),
    Grant(BINDER, Page, "read create write"),
    Restrict(Page, where=lambda me: ~Page.hidden),
]
