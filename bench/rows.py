"""Rows drawn from a seed and loaded by COPY, so that two runs measure the same table."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg

from app.models.words import derived_values
from bench.addon.models import BenchProfessional, BenchRequest, BenchZone

ZONES, PROFESSIONALS = 1_000, 5_000
START = datetime(2024, 1, 1, tzinfo=UTC)
TOWNS = [
    "Nîmes",
    "Alès",
    "Uzès",
    "Bagnols-sur-Cèze",
    "Beaucaire",
    "Vauvert",
    "Montpellier",
    "Sète",
    "Béziers",
    "Lunel",
    "Caragoudes",
    "Saint-Lary-Boujean",
    "Saint-Gratien",
    "Compans",
    "Siran",
    "Belvès-de-Castillon",
    "Boisemont",
    "Réau",
    "Crouy-sur-Ourcq",
    "Châteaufort",
    "Évry",
    "Étampes",
]
NEEDS = (
    "Fuite sous évier",
    "Porte claquée",
    "Chauffe-eau en panne",
    "Serrure bloquée",
    "WC bouché",
    "Clé cassée dans la serrure",
    "Robinet cassé",
    "Panne totale",
)


def requests(count: int, seed: int = 7) -> Iterator[tuple[object, ...]]:
    """``count`` rows of bench_request, in the order of its COPY columns."""
    draw = random.Random(seed)
    for number in range(1, count + 1):
        reference, town, need = f"DI-{number:07d}", draw.choice(TOWNS), draw.choice(NEEDS)
        postcode = f"{draw.randint(1000, 95999):05d}"
        texts = {"reference": reference, "town": town, "need": need, "postcode": postcode}
        derived = derived_values(BenchRequest, texts)
        yield (
            reference,
            draw.choice(("draft", "published", "sold", "closed")),
            draw.choice(("plumbing", "locksmith", "heating", "electricity")),
            draw.choice(("now", "today", "week")),
            need,
            postcode,
            town,
            derived["town_key"],
            START + timedelta(seconds=number * 300 + draw.randint(0, 299)),
            f"{draw.randint(100, 19_990) / 100:.2f}",
            draw.randint(1, 8),
            draw.randint(1, ZONES),
            draw.randint(1, PROFESSIONALS) if draw.random() < 0.6 else None,
            derived["words"],
        )


COLUMNS = (
    "reference, state, trade, urgency, need, postcode, town, town_key, requested_at, price_ht, rooms, zone_id, "
    "professional_id, words"
)


def load(url: str, count: int) -> None:
    """Fill the three tables and analyse them."""
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        for model, rows, word in ((BenchZone, ZONES, "Zone"), (BenchProfessional, PROFESSIONALS, "Artisan")):
            with cursor.copy(f"copy {model.__tablename__} (id, name, name_key, words) from stdin") as copy:
                for number in range(1, rows + 1):
                    name = f"{word} {number:04d}"
                    derived = derived_values(model, {"name": name})
                    copy.write_row((number, name, derived["name_key"], derived["words"]))
        with cursor.copy(f"copy bench_request ({COLUMNS}) from stdin") as copy:
            for row in requests(count):
                copy.write_row(row)
        connection.commit()
        connection.autocommit = True
        cursor.execute("vacuum analyze bench_zone, bench_professional, bench_request")
