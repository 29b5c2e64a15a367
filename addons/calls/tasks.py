"""What happens to calls by itself."""

from datetime import timedelta

from sqlalchemy import select

from addons.calls.models import CallBack
from addons.calls.recordings import purge_due
from app.database import session
from app.effects.schedule import daily, every
from app.models.clock import now


@every(minutes=60)
def purge_recordings() -> None:
    """Delete recordings at the end of their six months (CGV-21.6)."""
    purge_due()


@daily(at="02:45")
def forget_origins() -> None:
    """Forget where the forms of the day before came from: the limit of an hour no longer looks at them."""
    old = select(CallBack).where(CallBack.origin.is_not(None), CallBack.received_at < now() - timedelta(days=1))
    for call_back in session().scalars(old):
        call_back.origin = None
