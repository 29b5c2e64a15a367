"""``python -m bench.matching [--professionals N] [--requests N] [--smoke] [--plan]``: finding who may buy a request.

Fills a throw-away installation with professionals spread over the map of France, then asks, as an agent does at
publication, for the eligible ones of requests anywhere. Prints the median and the 95th percentile against the aim
(50 ms with 40 000 professionals). ``--smoke`` checks the answers on a few; its figures mean nothing.
"""

import argparse
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import event, select

from addons.base.models import Operator, Site, StaffKind, StaffProfile, Trade
from addons.base.roles import AGENT
from addons.leads.models import Lead, State, Urgency
from addons.legal.models import LegalVersion, VersionState
from addons.matching.services import eligible, obstacles
from addons.zones.models import Commune, Zone, ZoneLine
from app import create_app, database
from app.access.accounts import User
from app.access.grants import Audience
from app.access.identity import Account, System, acting_as
from app.children import Lifeline
from app.embedded import use
from app.models.clock import now, today
from app.settings import Settings, load_settings
from app.upgrade import upgrade
from bench.servers import free_port

AIM_MS = 50.0
#: How many of a hundred declare each trade first.
TRADES = (("plomberie", 50), ("serrurerie", 30), ("chauffage", 10), ("electricite", 10))


@dataclass(frozen=True)
class Ground:
    """What the rows stand on: ids by code, and communes with their weight."""

    operator: int
    site: int
    terms: int
    agent: Account
    trades: dict[str, tuple[int, bool]]
    zones: list[int]
    communes: list[tuple[int, int, str]]
    weights: list[int]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench.matching", description=__doc__)
    parser.add_argument("--professionals", type=int, default=40_000)
    parser.add_argument("--requests", type=int, default=300)
    parser.add_argument("--smoke", action="store_true")
    parser.add_argument("--plan", action="store_true", help="print the plan of the slowest request")
    options = parser.parse_args()
    if options.smoke:
        options.professionals, options.requests = 2_000, 20
    with filled(options.professionals, options.requests) as ground:
        figures = measure(ground, check=options.smoke)
        slowest = max(figures, key=lambda figure: figure[0])
        if options.plan:
            sys.stdout.write(plan(ground, slowest[2]) + "\n")
    times, found = [figure[0] for figure in figures], [figure[1] for figure in figures]
    p95 = statistics.quantiles(times, n=20)[-1]
    sys.stdout.write(f"{options.professionals} professionals, {len(times)} requests, ")
    sys.stdout.write(f"{statistics.mean(found):.0f} eligible on average (most {max(found)})\n")
    sys.stdout.write(f"p50 {statistics.median(times):.1f} ms, p95 {p95:.1f} ms, aim {AIM_MS:.0f} ms\n")
    return 0


@contextmanager
def filled(professionals: int, requests: int) -> Iterator[Ground]:
    """A throw-away installation with that many professionals and requests; ids of requests start at 1."""
    folder = Path(tempfile.mkdtemp(prefix="relais-bench-"))
    settings = load_settings({"RELAIS_VAR_DIR": str(folder), "RELAIS_WEB_PORT": str(free_port())})
    server = use.start(settings, Lifeline())
    try:
        upgrade(settings)
        app = create_app(settings)
        with app.app_context():
            with database.as_owner(settings), acting_as(System("mesures")):
                ground = _ground()
                database.commit()
            _load(settings, ground, professionals)
            with database.as_owner(settings), acting_as(System("mesures")):
                _publish(ground, requests)
                database.commit()
            yield ground
            database.session.remove()
            for engine in database.engines.values():
                engine.dispose()
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _ground() -> Ground:
    db = database.session
    operator = db.scalars(select(Operator).order_by(Operator.id)).first()
    assert operator is not None
    site = Site(host="mesures.example.org", label="Mesures", operator=operator)
    terms = LegalVersion(
        operator=operator, number=1, heading="CGV", body="Texte.", sha256="a" * 64, price_min_ht=Decimal(1),
        price_max_ht=Decimal(1999), effective_at=now() - timedelta(days=1), state=VersionState.IN_FORCE,
    )  # fmt: skip
    user = User(first_name="Camille", last_name="Mesure", username="mesures", email="mesures@example.org", active=True)
    zones = [Zone(name=f"Zone {number}", operator=operator) for number in range(40)]
    db.add_all([site, terms, user, *zones])
    db.flush()
    db.add(StaffProfile(user_id=user.id, operator=operator, kind=StaffKind.EMPLOYEE))
    communes = db.execute(
        select(Commune.id, Commune.department_id, Commune.postal_codes, Commune.population)
        .where(Commune.population > 0, Commune.postal_codes.is_not(None))
        .order_by(Commune.id)
    ).all()
    draw = random.Random(11)
    for zone in zones:
        for commune in draw.sample(communes, 20):
            db.add(ZoneLine(zone=zone, commune_id=commune.id, operator=operator))
    db.flush()
    agent = Account(
        id=user.id, username="mesures", first_name="Camille", last_name="Mesure", email="mesures@example.org",
        roles=frozenset({AGENT.code}), audience=Audience.STAFF, operator_id=operator.id, operator_ids=(operator.id,),
    )  # fmt: skip
    return Ground(
        operator.id,
        site.id,
        terms.id,
        agent,
        {trade.code: (trade.id, trade.needs_decennale) for trade in db.scalars(select(Trade))},
        [zone.id for zone in zones],
        [(row.id, row.department_id, row.postal_codes.split()[0]) for row in communes],
        [row.population for row in communes],
    )


def _load(settings: Settings, ground: Ground, count: int) -> None:
    """Professionals with their trades, territories, certificates and acceptances, by COPY as the owner."""
    tables: dict[str, tuple[str, list[tuple[Any, ...]]]] = {
        "professionals_professional": (
            "id, operator_id, business_name, business_name_key, words, network_status, temp_agency, state, banned, "
            "phone, email, paused_until, main_trade_id",
            [],
        ),
        "professionals_professional_trade": ("professional_id, trade_id", []),
        "professionals_coverage_line": (
            "operator_id, professional_id, department_id, commune_id, postal_code, zone_id, validated", []
        ),
        "professionals_document": (
            "operator_id, professional_id, kind, trade_id, valid_from, valid_to, has_recto, has_verso, verdict", []
        ),
        "professionals_acceptance": ("operator_id, professional_id, version_id, strength, accepted_at, sha256", []),
    }  # fmt: skip
    draw = random.Random(7)
    for id in range(1, count + 1):
        for table, row in _professional(draw, ground, id):
            tables[table][1].append(row)
    with psycopg.connect(settings.database_url.replace("+psycopg", "")) as connection, connection.cursor() as cursor:
        for table, (columns, rows) in tables.items():
            with cursor.copy(f"copy {table} ({columns}) from stdin") as copy:
                for row in rows:
                    copy.write_row(row)
        connection.commit()
        connection.autocommit = True
        cursor.execute(f"vacuum analyze {', '.join(tables)}")


def _professional(draw: random.Random, ground: Ground, id: int) -> Iterator[tuple[str, tuple[Any, ...]]]:
    operator = ground.operator
    ((commune, department, postal_code),) = draw.choices(ground.communes, ground.weights)
    codes = {draw.choices([code for code, _ in TRADES], [share for _, share in TRADES])[0]}
    if draw.random() < 0.15:
        codes.add(draw.choice(TRADES)[0])
    trades = [ground.trades[code] for code in sorted(codes)]
    state = draw.choices(("validated", "suspended", "documents_expired", "contacted"), (85, 3, 4, 8))[0]
    name, paused = f"Artisan {id:05d}", now() + timedelta(days=2) if draw.random() < 0.03 else None
    yield (
        "professionals_professional",
        (id, operator, name, name.lower(), f"'{id:05d}'", "in_network", "no", state, False,
         f"+3363998{id % 10_000:04d}", f"artisan-{id}@example.org", paused, trades[0][0]),
    )  # fmt: skip
    for trade, _ in trades:
        yield "professionals_professional_trade", (id, trade)
    where = draw.random()
    lines = [(None, commune, None, None)]
    if where < 0.6:
        lines.append((department, None, None, None))
    elif where < 0.9:
        lines += [(None, None, code, None) for code in {postal_code, draw.choice(ground.communes)[2]}]
    else:
        lines.append((None, None, None, draw.choice(ground.zones)))
    for line in lines:
        yield "professionals_coverage_line", (operator, id, *line, True)
    ends = today() + timedelta(days=draw.choice((200, 90, 30, 10, -5)))
    common = (today() - timedelta(days=300), ends, False, False, "conform")
    yield "professionals_document", (operator, id, "insurance_rc_pro", None, *common)
    yield "professionals_document", (operator, id, "kbis", None, *common)
    for trade, needs in trades:
        if needs:
            yield "professionals_document", (operator, id, "insurance_decennale", trade, *common)
    if draw.random() < 0.95:
        yield "professionals_acceptance", (operator, id, ground.terms, "explicit", now(), "a" * 64)


def _publish(ground: Ground, count: int) -> None:
    """Requests where people live, each qualified and priced by the agent who asks."""
    draw = random.Random(13)
    for commune, _department, postal_code in draw.choices(ground.communes, ground.weights, k=count):
        code = draw.choices([code for code, _ in TRADES], [share for _, share in TRADES])[0]
        database.session.add(
            Lead(
                operator_id=ground.operator,
                site_id=ground.site,
                trade_id=ground.trades[code][0],
                commune_id=commune,
                postal_code=postal_code,
                urgency=Urgency.IMMEDIATE,
                requested_at=now(),
                state=State.PUBLISHED,
                price_ht=Decimal("29.90"),
                qualified_by_id=ground.agent.id,
                priced_by_id=ground.agent.id,
            )
        )
    database.session.flush()


def measure(ground: Ground, *, check: bool) -> list[tuple[float, int, int]]:
    """For each request: milliseconds, how many were found, its id. ``check`` compares them with their obstacles."""
    figures = []
    with acting_as(ground.agent):
        ids = list(database.session.scalars(select(Lead.id).order_by(Lead.id)))
        for warm in ids[:5]:
            _timed(warm)
        for id in ids:
            seconds, found = _timed(id)
            figures.append((seconds * 1000, len(found), id))
            if check:
                lead = database.session.get(Lead, id)
                assert lead is not None
                assert all(not obstacles(each, lead) for each in found[:5])
    assert any(figure[1] for figure in figures)
    return figures


def _timed(id: int) -> tuple[float, Sequence[Any]]:
    database.session.remove()
    lead = database.session.get(Lead, id)
    assert lead is not None
    begin = time.perf_counter()
    found = eligible(lead)
    return time.perf_counter() - begin, found


def plan(ground: Ground, id: int) -> str:
    """EXPLAIN ANALYZE of the statement that finds the eligible ones of a request, as the staff's login runs it."""
    sent: list[tuple[str, Any]] = []

    def note(conn: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if "professionals_coverage_line" in statement:
            sent.append((statement, parameters))

    engine = database.engines["staff"]
    event.listen(engine, "before_cursor_execute", note)
    with acting_as(ground.agent):
        _timed(id)
    event.remove(engine, "before_cursor_execute", note)
    statement, parameters = sent[-1]
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(f"explain (analyze, buffers) {statement}", parameters)
        return "\n".join(row[0] for row in rows)


if __name__ == "__main__":
    raise SystemExit(main())
