"""Starting and stopping an embedded server."""

import signal
import subprocess
import time
from contextlib import suppress
from typing import Any

import psutil
import psycopg
from psycopg import sql

from app.children import Child, Lifeline
from app.embedded.account import choose
from app.embedded.cluster import SUPERUSER, Cluster, ClusterError, binaries

#: Crash recovery of a large base may take minutes; giving up sooner would make it unusable.
LONGEST_START = 300.0
#: A server whose supervisor was killed stops by itself within a second or two.
LONGEST_WAIT = 30.0


class Server:
    """A running embedded server, ended with the process that started it."""

    def __init__(self, cluster: Cluster, lifeline: Lifeline) -> None:
        self.cluster, self._lifeline = cluster, lifeline
        self._child: Child | None = None

    @property
    def alive(self) -> bool:
        """Whether the server runs."""
        return self._child is not None and self._child.alive

    def start(self) -> None:
        """Create what is missing, start, and return once it accepts connections. Raises ClusterError or NoAccount."""
        postgres = binaries() / "postgres"
        self.cluster.folder.parent.mkdir(parents=True, exist_ok=True)
        account = choose(self.cluster.folder, postgres)
        self.cluster.prepare(account)
        _wait_for_the_previous_one(self.cluster)
        argv = account.command(postgres, "-D", self.cluster.data)
        with self.cluster.log.open("w") as log:
            self._child = Child(
                self._lifeline, argv, stop=signal.SIGINT, stdout=log, stderr=subprocess.STDOUT, **account.popen
            )
        self._wait_until_ready()

    def ask_to_stop(self) -> None:
        """Ask for a fast shutdown, without waiting for it."""
        if self._child is not None:
            self._child.ask_to_stop()

    def stop(self) -> None:
        """Ask for a fast shutdown and wait for it."""
        if self._child is not None:
            self._child.stop(patience=LONGEST_WAIT)
            self._child = None

    def ensure(self, role: str, password: str, database: str) -> None:
        """Make ``role`` the owner of ``database``, able to create the other logins and the key store; no superuser."""
        with superuser(self.cluster) as connection:
            known = connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone()
            verb = "alter" if known else "create"
            statement = sql.SQL("{} role {} login createrole createdb password {}")
            connection.execute(statement.format(sql.SQL(verb), sql.Identifier(role), sql.Literal(password)))
            if not connection.execute("select 1 from pg_database where datname = %s", [database]).fetchone():
                connection.execute(
                    sql.SQL("create database {} owner {}").format(sql.Identifier(database), sql.Identifier(role))
                )

    def _wait_until_ready(self) -> None:
        limit = time.monotonic() + LONGEST_START
        while self.alive and time.monotonic() < limit:
            with suppress(psycopg.OperationalError), superuser(self.cluster):
                return
            time.sleep(0.02)
        self.stop()
        raise ClusterError(
            f"Le PostgreSQL embarqué n’a pas démarré ; son journal dit pourquoi ({self.cluster.folder})."
        )


def superuser(cluster: Cluster) -> "psycopg.Connection[Any]":
    """A connection that may do anything on the server, open to the account that started it only."""
    return psycopg.connect(
        host=str(cluster.sockets), user=SUPERUSER, dbname="postgres", autocommit=True, connect_timeout=5
    )


def _wait_for_the_previous_one(cluster: Cluster) -> None:
    """After a kill -9 of its supervisor, the server may still be closing its files; after a power cut, the number it
    left may be somebody else's by now, and PostgreSQL would refuse to start."""
    limit = time.monotonic() + LONGEST_WAIT
    while _is_postgres(_recorded_pid(cluster)) and time.monotonic() < limit:
        time.sleep(0.05)
    if not _is_postgres(_recorded_pid(cluster)):
        (cluster.data / "postmaster.pid").unlink(missing_ok=True)


def _recorded_pid(cluster: Cluster) -> int:
    try:
        return int((cluster.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0])
    except (FileNotFoundError, IndexError, ValueError):
        return 0


def _is_postgres(pid: int) -> bool:
    try:
        return pid > 0 and psutil.Process(pid).name() == "postgres"
    except psutil.NoSuchProcess:
        return False
