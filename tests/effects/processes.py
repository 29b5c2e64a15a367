"""Workers in processes of their own, made to be killed; waits are bounded and never measured."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from app.settings import Settings
from tests.support.site_process import PATIENCE, environment

WORKER = (sys.executable, "-m", "tests.effects.application")
CELERY = (
    *(sys.executable, "-m", "celery", "-A", "tests.effects.celery_application", "worker"),
    *("--pool=prefork", "--concurrency=2", "--without-gossip", "--without-mingle", "--loglevel=warning"),
)


class Processes:
    """Processes of one installation; whatever still runs is killed in the end."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.log = folder / "provider.log"
        self.log.touch()
        self.output = folder / "processes.log"
        self._environ = environment(settings) | {
            "PROBE_LOG": str(self.log),
            "RELAIS_X_PROBE_QUEUE": f"probe-{os.getpid()}-{folder.name}",
        }
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self, command: Sequence[str]) -> "subprocess.Popen[bytes]":
        """Start a process at the head of a group of its own."""
        with self.output.open("ab") as output:
            process = subprocess.Popen(
                command, env=self._environ, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
            )
        self._running.append(process)
        return process

    def kill(self, process: "subprocess.Popen[bytes]") -> None:
        """Kill -9 a process and all it started."""
        with suppress(ProcessLookupError):  # it ended by itself
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(PATIENCE)
        self._running.remove(process)

    def kill_all(self) -> None:
        for process in list(self._running):
            self.kill(process)

    def wait_until(self, condition: Callable[[], bool], what: str) -> None:
        """Wait for ``condition``; fails with what the processes said."""
        limit = time.monotonic() + PATIENCE
        while not condition():
            dead = [process for process in self._running if process.poll() is not None]
            if dead or time.monotonic() > limit:
                raise AssertionError(f"never: {what}\n{self.output.read_text()[-4000:]}")
            time.sleep(0.1)

    def sent(self) -> list[tuple[int, str]]:
        """What the provider saw: number and key of each message."""
        lines = self.log.read_text().splitlines()
        return [(int(number), key) for number, key in (line.split(" ", 1) for line in lines)]
