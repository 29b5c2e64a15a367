"""The only clock: aware UTC instants, days of Europe/Paris, and a frozen time for tests."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

from app.formats import PARIS


def _system() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _source()


def today() -> date:
    """The present day in Europe/Paris, which is tomorrow's UTC day late in the evening."""
    return now().astimezone(PARIS).date()


class Frozen:
    """A clock that stands still until it is moved."""

    def __init__(self, instant: datetime) -> None:
        self.set(instant)

    def set(self, instant: datetime) -> None:
        """Stand at ``instant``, forward or back. Raises ValueError when it is naive."""
        if instant.tzinfo is None:
            raise ValueError("a naive datetime is not an instant")
        self._instant = instant.astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        """Move by an elapsed duration, negative to go back."""
        self._instant += by

    def __call__(self) -> datetime:
        return self._instant


@contextmanager
def frozen(instant: datetime) -> Iterator[Frozen]:
    """Stop the clock of the whole process, every thread included, at ``instant`` inside the block."""
    global _source  # noqa: PLW0603  # one clock per process: threads of a test server must see it too
    before, _source = _source, Frozen(instant)
    try:
        yield _source
    finally:
        _source = before
