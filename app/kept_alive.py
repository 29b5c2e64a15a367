"""What the supervisor keeps alive: a child that dies is started again, later and later."""

import time
from collections.abc import Callable
from typing import Protocol

from app.embedded.cluster import ClusterError
from app.process_log import ProcessLog

FIRST_DELAY, LONGEST_DELAY = 0.5, 30.0
#: A child that ran this long was well: its next failure is a first one.
WELL_AFTER = 60.0


class Keepable(Protocol):
    """What the supervisor needs of a child."""

    @property
    def alive(self) -> bool:
        """Whether it runs."""

    def ask_to_stop(self) -> None:
        """Ask it to end, without waiting."""

    def stop(self) -> None:
        """Ask it to end, wait, and remove what it left."""


class Service:
    """A child kept alive. ``launch`` starts it and returns it, or raises ClusterError."""

    def __init__(self, name: str, log: ProcessLog, launch: Callable[[], Keepable]) -> None:
        self.name, self._log, self._launch = name, log, launch
        self._delay = FIRST_DELAY
        self._due: float | None = None
        self._since = time.monotonic()
        self._child = launch()

    def keep(self) -> None:
        """Start it again when it died and its delay has passed."""
        now = time.monotonic()
        if self._due is None:
            if self._child.alive:
                return
            self._child.stop()
            self._delay = FIRST_DELAY if now - self._since > WELL_AFTER else min(self._delay * 2, LONGEST_DELAY)
            self._due = now + self._delay
            self._log.say(self.name, f"arrêt imprévu, nouveau départ dans {self._delay:g} s")
        elif now >= self._due:
            self._due, self._since = None, now
            try:
                self._child = self._launch()
            except ClusterError as error:
                self._log.say(self.name, str(error))

    def ask_to_stop(self) -> None:
        """Ask it to end, without waiting."""
        self._child.ask_to_stop()

    def stop(self) -> None:
        """Ask it to end and wait for it."""
        self._child.stop()
