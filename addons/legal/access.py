"""Who may do what with legal texts: managers publish, administrators may write a draft, the staff reads."""

from sqlalchemy import ColumnElement

from addons.base.roles import ACCOUNTANT, ADMIN, AGENT, DPO, MANAGER
from addons.legal.models import LegalVersion, VersionState
from app.access.grants import Grant
from app.access.identity import Account


def drafts(me: Account) -> ColumnElement[bool]:
    """Versions that nobody published."""
    return LegalVersion.state == VersionState.DRAFT


ACCESS = [
    Grant(ADMIN, LegalVersion, "read create write"),
    Grant(MANAGER, LegalVersion, "read create write publish"),
    Grant(MANAGER, LegalVersion, "delete", where=drafts),
    Grant(AGENT, LegalVersion, "read"),
    Grant(ACCOUNTANT, LegalVersion, "read"),
    Grant(DPO, LegalVersion, "read"),
]
