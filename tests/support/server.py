"""The PostgreSQL server of one test run: a throw-away embedded one, or the one of RELAIS_TEST_DATABASE_URL."""

import base64
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import URL, make_url

from app.children import Lifeline
from app.embedded.cluster import SUPERUSER, Cluster
from app.embedded.server import Server
from app.settings import Settings, database_password, load_settings

SECRET = "tests: this key is public and opens nothing"
MASTER_KEY, PORTAL_KEY = (base64.b64encode(letter * 32).decode() for letter in (b"m", b"p"))
FOLDERS = "relais-tests-"
#: Not the names of an installation: a server lent to the tests may hold one.
LOGINS = {
    "RELAIS_AUTH_DATABASE_URL": "relais_test_auth",
    "RELAIS_STAFF_DATABASE_URL": "relais_test_staff",
    "RELAIS_PORTAL_DATABASE_URL": "relais_test_portal",
}


class Databases:
    """The databases of a run on a server, named after the run: a template, and clones of it."""

    def __init__(self, admin: URL, owner: URL, run: str) -> None:
        self.admin, self.owner, self.run = admin, owner, run
        self._engine = create_engine(admin, isolation_level="AUTOCOMMIT", pool_size=1, max_overflow=0)

    @property
    def template(self) -> str:
        return f"{self.run}_template"

    def settings(self, name: str, folder: Path, **more: str) -> Settings:
        """The settings of an installation whose database is ``name``."""
        environ = {
            **{variable: self._address(role, name) for variable, role in LOGINS.items()},
            "RELAIS_DATABASE_URL": self.owner.set(database=name).render_as_string(hide_password=False),
            "RELAIS_SECRET_KEY": SECRET,
            "RELAIS_MASTER_KEY": MASTER_KEY,
            "RELAIS_PORTAL_KEY": PORTAL_KEY,
            # One key store for the run: ids are drawn, clones do not meet there.
            "RELAIS_KEYS_URL": self._address("relais_test_staff", f"{self.run}_keys"),
            "RELAIS_VAR_DIR": str(folder),
            "RELAIS_WEB_WORKERS": "1",
        }
        return load_settings(environ | more)

    def _address(self, role: str, name: str) -> str:
        url = self.owner.set(username=role, password=database_password(SECRET, role), database=name)
        return url.render_as_string(hide_password=False)

    def build_template(self, build: Callable[[str], None]) -> None:
        """Have the first worker that comes here build the template; the others wait for it."""
        with self._alone() as connection:
            known = connection.scalar(
                text("select datistemplate from pg_database where datname = :name"), {"name": self.template}
            )
            if not known:
                connection.execute(text(f"drop database if exists {self.template} with (force)"))
                connection.execute(
                    text(f"create database {self.template} template template0 owner {self.owner.username}")
                )
                build(self.template)
                connection.execute(text(f"alter database {self.template} is_template true"))

    @contextmanager
    def clone(self, name: str) -> Iterator[str]:
        """A copy of the template under the name ``<run>_<name>``, dropped in the end."""
        with self._copy(self.template, name) as database:
            yield database

    @contextmanager
    def empty(self, name: str) -> Iterator[str]:
        """A database without any table, dropped in the end."""
        with self._copy("template0", name) as database:
            yield database

    @contextmanager
    def _copy(self, template: str, name: str) -> Iterator[str]:
        database = f"{self.run}_{name}"
        with self._alone() as connection:
            connection.execute(text(f"create database {database} template {template} owner {self.owner.username}"))
        try:
            yield database
        finally:
            with self._engine.connect() as connection:
                connection.execute(text(f"drop database if exists {database} with (force)"))

    def clean(self) -> None:
        """Drop whatever the run left."""
        with self._engine.connect() as connection:
            names = connection.scalars(
                text("select datname from pg_database where starts_with(datname, :run)"), {"run": self.run}
            ).all()
            for name in names:
                connection.execute(text(f"alter database {name} is_template false"))
                connection.execute(text(f"drop database {name} with (force)"))
        self.close()

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def _alone(self) -> Iterator[Connection]:
        """Nothing may be connected to a database while it is copied."""
        with self._engine.connect() as connection:
            connection.execute(text("select pg_advisory_lock(hashtext(:run))"), {"run": self.run})
            try:
                yield connection
            finally:
                connection.execute(text("select pg_advisory_unlock(hashtext(:run))"), {"run": self.run})


class TestServer:
    """The server of the run, held by the process that the person started; ends with it, even on a kill -9."""

    __test__ = False

    def __init__(self) -> None:
        self._server: Server | None = None
        self._folder: Path | None = None
        given = os.environ.get("RELAIS_TEST_DATABASE_URL")
        admin, owner = [make_url(given).set(drivername="postgresql+psycopg")] * 2 if given else self._start()
        self.databases = Databases(admin, owner, f"relais_test_{os.getpid()}")

    def _start(self) -> tuple[URL, URL]:
        _forget_dead_runs()
        self._folder = Path(tempfile.mkdtemp(prefix=f"{FOLDERS}{os.getpid()}-"))
        cluster = Cluster(self._folder / "postgresql", durable=False)
        self._server = Server(cluster, Lifeline())
        self._server.start()
        self._server.ensure("relais_owner", SECRET, "relais")
        return cluster.url(SUPERUSER, None, "postgres"), cluster.url("relais_owner", SECRET, "relais")

    def stop(self) -> None:
        if self._server is None:
            self.databases.clean()
            return
        self.databases.close()
        self._server.stop()
        shutil.rmtree(self._folder, ignore_errors=True)


def _forget_dead_runs() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDERS}*"):
        pid = folder.name.removeprefix(FOLDERS).split("-")[0]
        if pid.isdigit() and not psutil.pid_exists(int(pid)):
            shutil.rmtree(folder, ignore_errors=True)
