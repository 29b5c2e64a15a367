"""What identification remembers is forgotten in time: the daily task behind the durations its tables declare."""

from sqlalchemy import delete, func

from app.access.attempts import forget_old_attempts
from app.access.system import beneath
from app.access.tables import LoginSession, OneTimeLink
from app.effects.schedule import daily
from app.models import clock
from app.models.calendar import add_months

KEPT_MONTHS = 12


@daily(at="03:15")
def forget_traces() -> None:
    """Delete sessions ended and links used or expired 12 months ago, and attempts to sign in after a day."""
    limit = add_months(clock.now(), -KEPT_MONTHS)
    connection = beneath("fin de conservation des connexions")
    connection.execute(delete(LoginSession).where(func.least(LoginSession.ended_at, LoginSession.expires_at) < limit))
    connection.execute(delete(OneTimeLink).where(func.least(OneTimeLink.used_at, OneTimeLink.expires_at) < limit))
    forget_old_attempts()
