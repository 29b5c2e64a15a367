"""Beginnings of the periods a list offers beside its dates."""

from datetime import timedelta

from app.i18n import _
from app.models import clock


def periods() -> list[tuple[str, str]]:
    """Labels and first days, in the form an address takes; days are those of Paris."""
    today = clock.today()
    starts = [
        (_("Aujourd’hui"), today),
        (_("7 derniers jours"), today - timedelta(days=6)),
        (_("30 derniers jours"), today - timedelta(days=29)),
        (_("Ce mois-ci"), today.replace(day=1)),
        (_("Cette année"), today.replace(month=1, day=1)),
    ]
    return [(label, start.isoformat()) for label, start in starts]
