"""What a run needs: a database with its rows, the web under measure, the raw page; all ended with the run."""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from urllib.error import URLError

from sqlalchemy import create_engine
from werkzeug.security import generate_password_hash

from app import create_app, database
from app.access import logins, synchronise
from app.access.accounts import Role, User
from app.access.identity import System, acting_as
from app.addons import discover
from app.children import Lifeline
from app.embedded import use
from app.kernel import kernel_of
from app.models.base import Base
from app.settings import Settings, load_settings, variable
from app.upgrade import rules_of, tables_of_facts, upgrade
from bench import rows
from bench.addon import addon
from bench.addon.roles import BENCH

USERNAME, PASSWORD = "mesures", "des mesures honnêtes"
PATIENCE = 60.0

RAW_SQL = {
    "list": """
        select r.id, r.reference, r.state, r.urgency, r.trade, r.need, r.town, z.name, p.name,
            r.price_ht, r.requested_at
        from bench_request r join bench_zone z on z.id = r.zone_id
        left join bench_professional p on p.id = r.professional_id
        order by r.requested_at desc, r.id desc limit 41""",
    "search": """
        select r.id, r.reference, r.state, r.urgency, r.trade, r.need, r.town, z.name, p.name,
            r.price_ht, r.requested_at
        from bench_request r join bench_zone z on z.id = r.zone_id
        left join bench_professional p on p.id = r.professional_id
        where r.words @@ '''nimes'':*'::tsquery order by r.requested_at desc, r.id desc limit 41""",
    "show": "select * from bench_request where id = 1000",
}


@contextmanager
def prepared(count: int) -> Iterator[Settings]:
    """Settings of a throw-away installation whose long table holds ``count`` rows."""
    folder = Path(tempfile.mkdtemp(prefix="relais-bench-"))
    settings = load_settings(
        {"RELAIS_VAR_DIR": str(folder), "RELAIS_WEB_PORT": str(free_port()), "RELAIS_WEB_WORKERS": "2"}
    )
    server = use.start(settings, Lifeline())
    try:
        upgrade(settings)
        _make_tables(settings)
        rows.load(settings.database_url.replace("+psycopg", ""), count)
        yield settings
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _make_tables(settings: Settings) -> None:
    """The tables of the bench's add-on, its role, and the account that measures."""
    app = create_app(settings, addons=(*discover(), addon))
    engine = create_engine(settings.database_url)
    Base.metadata.create_all(engine, tables=[t for t in Base.metadata.sorted_tables if t.name.startswith("bench_")])
    with engine.connect() as connection:
        logins.grant(connection, settings, facts=tables_of_facts(rules_of(settings)))
    engine.dispose()
    database.engines["staff"] = create_engine(settings.database_url)
    with app.app_context(), acting_as(System("mesures")):
        synchronise.permissions(kernel_of(app))
        role = database.session.query(Role).filter_by(name=BENCH.code).one()
        account = User(
            first_name="Camille",
            last_name="Mesure",
            username=USERNAME,
            email="mesures@example.org",
            active=True,
            password=generate_password_hash(PASSWORD),
            roles=[role],
        )
        database.session.add(account)
        database.commit()
        database.session.remove()
    database.engines["staff"].dispose()


@contextmanager
def web(settings: Settings) -> Iterator[tuple[str, float, list[int]]]:
    """The web under measure: its address, seconds from start to its first answer, process ids of its workers."""
    given = {variable(item): getattr(settings, item.name) for item in fields(Settings)}
    environ = {
        name: ",".join(value) if isinstance(value, tuple) else str(value)
        for name, value in given.items()
        if value is not None
    }
    with _gunicorn("bench.wsgi:application", settings.web_port, environ, config="python:app.gunicorn_conf") as found:
        yield found


@contextmanager
def raw(settings: Settings) -> Iterator[str]:
    """The raw page, served by as many workers of the same kind."""
    environ = {
        "BENCH_RAW_URL": settings.staff_database_url.replace("+psycopg", ""),
        "BENCH_RAW_SQL": json.dumps(RAW_SQL),
    }
    options = ("--workers", "2", "--threads", "8", "--worker-class", "gthread", "--no-control-socket")
    with _gunicorn("bench.raw:application", free_port(), environ, *options) as (address, _seconds, _workers):
        yield address


@contextmanager
def _gunicorn(
    target: str, port: int, environ: Mapping[str, str], *options: str, config: str = ""
) -> Iterator[tuple[str, float, list[int]]]:
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "gunicorn", *(("--config", config) if config else ()), *options]
    command += ["--bind", f"127.0.0.1:{port}", target]
    begin = time.perf_counter()
    process = subprocess.Popen(command, env=os.environ | dict(environ))
    try:
        _wait(f"{address}/{'list' if 'raw' in target else 'health/live'}", process)
        yield address, time.perf_counter() - begin, _children(process.pid)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    limit = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < limit:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.02)
        else:
            return
    raise RuntimeError(f"{url} never answered")


def _children(pid: int) -> list[int]:
    import psutil  # noqa: PLC0415

    return [child.pid for child in psutil.Process(pid).children()]


def free_port() -> int:
    """A port nobody listens to on this machine at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def secret() -> str:
    """A value nobody used before, for the records that a measure creates."""
    return secrets.token_hex(6)
