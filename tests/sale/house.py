"""An installation that runs as in production, on a clone of the template; each process may be killed alone."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx
from flask import Flask

from app import create_app, database
from app.access.identity import System, acting_as
from app.processes import Process
from app.settings import Settings, environment_of
from tests.support.browser import free_port
from tests.support.server import Databases
from tests.support.site_process import environment

Found = TypeVar("Found")

#: Seconds: a bound for what never comes, not a promise of speed.
PATIENCE = 60.0
_GUNICORN = ("gunicorn", "--config", "python:app.gunicorn_conf")
#: What runs, in the order in which it starts, and what each may know.
PROCESSES: dict[str, tuple[Process, tuple[str, ...]]] = {
    "bank": (Process.EVERYTHING, ("addons.payments.sandbox",)),
    "web": (Process.BACK_OFFICE, (*_GUNICORN, "app.web:application")),
    "portal": (Process.PORTAL, (*_GUNICORN, "app.web:portal")),
    "worker": (Process.WORKER, ("app.cli", "worker")),
}


def wait_for(what: str, find: Callable[[], Found | None]) -> Found:
    """What ``find`` gives once it gives something. Raises AssertionError past the deadline."""
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit:
        if found := find():
            return found
        time.sleep(0.05)
    raise AssertionError(f"never came: {what}")


@dataclass
class House:
    """The processes of one installation, their logs, and its database for whoever builds or inspects."""

    settings: Settings
    folder: Path
    running: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def __post_init__(self) -> None:
        with _engines({}) as engines:
            self.app: Flask = create_app(self.settings)
            self._engines = dict(engines)
        self.app.testing = True

    def start(self, *names: str) -> None:
        """Start these processes, every one by default, and wait until those that listen answer."""
        chosen = names or tuple(PROCESSES)
        for name in chosen:
            process, arguments = PROCESSES[name]
            command = [sys.executable, "-m", *arguments]
            with self.log(name).open("ab") as output:
                self.running[name] = subprocess.Popen(
                    command,
                    env=environment_of(process, environment(self.settings)),
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
        for name in chosen:
            if name in self.addresses:
                wait_for(f"{name}\n{self.log(name).read_text()}", lambda name=name: self._answers(name))

    def stop(self, *names: str) -> None:
        """Ask these processes to end, every one by default, the last started first; wait until they did."""
        chosen = [name for name in reversed(PROCESSES) if name in self.running and name in (names or self.running)]
        for name in chosen:
            self.running[name].terminate()
        for name in chosen:
            self.running.pop(name).wait(PATIENCE)

    def kill(self, name: str) -> None:
        """End a process and its children at once, without a word: SIGKILL."""
        process = self.running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(PATIENCE)

    @property
    def addresses(self) -> dict[str, str]:
        """Where each process that listens answers."""
        return {
            "web": self.settings.base_url,
            "portal": self.settings.portal_url,
            "bank": f"http://127.0.0.1:{self.settings.sandbox_port}",
        }

    def log(self, name: str) -> Path:
        """What a process said, since the first time it was started."""
        return self.folder / f"{name}.log"

    def said(self) -> bytes:
        """What every process said."""
        return b"\n".join(self.log(name).read_bytes() for name in PROCESSES if self.log(name).exists())

    def posted(self) -> list[bytes]:
        """Every e-mail and text message that left, the oldest first, as it left."""
        files = [*self.settings.var_dir.glob("mail/*.eml"), *self.settings.var_dir.glob("sms/*")]
        return [path.read_bytes() for path in sorted(files, key=lambda path: path.stat().st_mtime_ns)]

    @contextmanager
    def within(self) -> Iterator[Any]:
        """The session of the system, on the database of this house; what is done is committed at the end."""
        with _engines(self._engines), self.app.app_context(), acting_as(System("scène")):
            yield database.session
            database.commit()
            database.session.remove()

    @contextmanager
    def as_owner(self) -> Iterator[None]:
        """The application of this house, which here may write what belongs to the owner of the tables."""
        with _engines(self._engines), self.app.app_context(), database.as_owner(self.settings):
            yield

    def _answers(self, name: str) -> bool:
        if self.running[name].poll() is not None:
            raise AssertionError(f"{name} ended:\n{self.log(name).read_text()}")
        try:
            return httpx.get(f"{self.addresses[name]}/health/live", timeout=5, trust_env=False).is_success
        except httpx.TransportError:
            return False

    def close(self) -> None:
        """Stop everything and let go of the database."""
        self.stop()
        for engine in self._engines.values():
            engine.dispose()


@contextmanager
def a_house(databases: Databases, name: str, folder: Path) -> Iterator[House]:
    """A house inside the block, nothing of it running yet."""
    with databases.clone(name) as cloned:
        ports = {f"RELAIS_{each}_PORT": str(free_port()) for each in ("WEB", "PORTAL", "SANDBOX")}
        house = House(databases.settings(cloned, folder, **ports), folder)
        try:
            yield house
        finally:
            house.close()


@contextmanager
def _engines(wanted: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Work on the engines of one house; those of the tests come back."""
    before = dict(database.engines)
    database.session.remove()
    database.engines.clear()
    database.engines.update(wanted)
    try:
        yield database.engines
    finally:
        database.session.remove()
        database.engines.clear()
        database.engines.update(before)
