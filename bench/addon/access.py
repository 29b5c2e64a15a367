"""The bench's account may everything on the bench's tables."""

from app.access.grants import Grant
from bench.addon.models import BenchProfessional, BenchRequest, BenchZone
from bench.addon.roles import BENCH

ACCESS = [Grant(BENCH, model, "read create write delete") for model in (BenchZone, BenchProfessional, BenchRequest)]
