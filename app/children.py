"""Child processes that never outlive us, even after a kill -9.

Each child has a guard, a shell that reads a pipe whose other end only we hold: end of file means that we are gone. This
needs no system call that only Linux has.
"""

import os
import signal
import subprocess
from collections.abc import Sequence
from typing import Any

#: After this many seconds a guard stops asking.
PATIENCE = 5

_GUARD = "read -r _; kill -{signal} -{group} 2>/dev/null; sleep {patience}; kill -KILL -{group} 2>/dev/null"


class Lifeline:
    """The pipe that tells the guards that this process lives."""

    def __init__(self) -> None:
        self._read, self._write = os.pipe()

    def guard(self, group: int, stop: signal.Signals) -> "subprocess.Popen[bytes]":
        """A guard that ends the process group when this process is gone."""
        script = _GUARD.format(signal=stop.name.removeprefix("SIG"), group=group, patience=PATIENCE)
        return subprocess.Popen(
            ["/bin/sh", "-c", script],
            stdin=self._read,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )


class Child:
    """A process in a session of its own, with its guard. ``stop`` is the signal that asks it to end cleanly."""

    def __init__(self, lifeline: Lifeline, argv: Sequence[str], *, stop: signal.Signals, **options: Any) -> None:
        self._lifeline, self._stop = lifeline, stop
        self._asked = False
        self.process: subprocess.Popen[bytes] = subprocess.Popen(
            argv, stdin=subprocess.DEVNULL, start_new_session=True, **options
        )
        self._guard = lifeline.guard(self.process.pid, stop)

    @property
    def alive(self) -> bool:
        """Whether it runs. A guard that somebody killed is replaced on the way."""
        if self.process.poll() is not None:
            return False
        if self._guard.poll() is not None:
            self._guard = self._lifeline.guard(self.process.pid, self._stop)
        return True

    def ask_to_stop(self) -> None:
        """Ask it to end, without waiting. Asking twice is asking once."""
        if self.process.poll() is None and not self._asked:
            self._asked = True
            self.process.send_signal(self._stop)

    def stop(self, patience: float = PATIENCE) -> None:
        """Ask it to end, and end what is left of its group after ``patience`` seconds."""
        self.ask_to_stop()
        if self.process.poll() is None:
            try:
                self.process.wait(patience)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.bury()

    def bury(self) -> None:
        """Once it ended: remove its guard and whatever it left running in its group."""
        self._guard.kill()
        self._guard.wait()
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
