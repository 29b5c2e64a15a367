"""What happens to requests by itself."""

from addons.leads.services import expire_due
from app.effects.schedule import every


@every(minutes=1)
def expire_publications() -> None:
    """End the publications that nobody took in time (CGV-13.2)."""
    expire_due()
