"""Whether the acting person may take calls and qualify requests."""

from sqlalchemy import select

from addons.base.models import StaffProfile
from addons.calls import errors
from app.access.identity import Account, current
from app.database import session
from app.models.clock import today


def require_trained_staff(operator_id: int) -> None:
    """Raise NotMandated unless the acting account works for the operator today (CGV-3.3), TrainingRequired unless it
    is of the trade or trained by now (CGV-3.5). The system passes.
    """
    acting = current()
    if not isinstance(acting, Account):
        return
    own = select(StaffProfile).where(StaffProfile.user_id == acting.id, StaffProfile.operator_id == operator_id)
    profile = session().scalar(own)
    if profile is None or not profile.works_on(today()):
        raise errors.NotMandated
    if not profile.may_qualify(today()):
        raise errors.TrainingRequired
