"""One readable log for several processes: each line says whose it is."""

import sys
import threading
from typing import IO

WIDTH = 7


class ProcessLog:
    """Writes to the standard output, a whole line at a time."""

    def __init__(self) -> None:
        self._turn = threading.Lock()

    def say(self, who: str, line: str) -> None:
        """Write one line of the process ``who``."""
        with self._turn:
            sys.stdout.write(f"{who:<{WIDTH}} | {line}\n")
            sys.stdout.flush()

    def follow(self, who: str, output: IO[bytes]) -> None:
        """Write every line of ``output`` until it ends, without waiting for it."""
        threading.Thread(target=self._copy, args=(who, output), daemon=True).start()

    def _copy(self, who: str, output: IO[bytes]) -> None:
        with output:
            for line in output:
                self.say(who, line.decode(errors="replace").rstrip())
