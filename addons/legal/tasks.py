"""What happens to legal texts by itself."""

from addons.legal.services import put_due_in_force
from app.effects.schedule import every


@every(minutes=1)
def put_scheduled_in_force() -> None:
    """Give each scheduled version whose date has come its state; its date made it hold already (CGV-22.6)."""
    put_due_in_force()
