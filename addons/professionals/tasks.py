"""What happens to professionals by itself."""

from addons.professionals.services import expire_insurances
from app.effects.schedule import daily
from app.models.clock import today


@daily(at="00:01")
def block_expired_insurances() -> None:
    """As each day of Paris begins, block whoever's compulsory insurance ended the day before (CGV-9.20)."""
    expire_insurances(today())
