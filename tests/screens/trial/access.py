from app.access.grants import Grant
from tests.screens.trial.models import Repair, Skill, Town, Visit, Workshop
from tests.screens.trial.roles import CLERK, READER

#: Everything but the secret.
KNOWN = (
    "reference", "name", "siren", "phone", "mail", "trade", "size", "urgent", "town", "postal_code", "opened_on",
    "seen_at", "rent_ht", "staff", "remarks", "skills", "visits", "state",
)  # fmt: skip

ACCESS = [
    Grant(CLERK, Workshop, "read create write delete decide", fields=KNOWN),
    Grant(CLERK, Visit, "read create write delete"),
    Grant(CLERK, Town, "read", where=lambda me: Town.name != "Cachée"),
    Grant(CLERK, Skill, "read"),
    Grant(CLERK, Repair, "read create write"),
    Grant(READER, Workshop, "read", fields=("reference", "name", "state", "town")),
]
