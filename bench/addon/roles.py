"""The one role that reads and writes the bench's tables."""

from app.access.grants import Role

BENCH = Role("bench", "Mesures")
ROLES = (BENCH,)
