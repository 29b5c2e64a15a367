"""Who carries effects out: threads of this process, or Celery workers behind a broker. Both are handed row ids only."""

import logging
from collections.abc import Callable, Sequence, Set
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from typing import Protocol

from flask import Flask

from app.effects.delivery import deliver
from app.kernel import kernel_of

log = logging.getLogger("relais.worker")

#: Bodies wait for the database and for mail servers, not for the processor: threads are enough, and cost no memory.
THREADS = 4
#: Renewed every two seconds by the worker's loop, whatever its threads wait for.
THREADS_LEASE = timedelta(seconds=10)
#: How many rows are handed to a broker in one go.
BROKER_BATCH = 100


class Hands(Protocol):
    """What the worker's loop asks of those who do the work."""

    lease: timedelta

    @property
    def free(self) -> int:
        """How many rows may be taken now."""
        ...

    @property
    def held(self) -> Set[int]:
        """Rows whose lease this process renews."""
        ...

    def take(self, row_ids: Sequence[int]) -> Sequence[int]:
        """Have these rows carried out; returns those that could not be handed over."""
        ...

    def close(self) -> None:
        """Finish what is begun."""
        ...


def hands_for(app: Flask, wake: Callable[[], None], lease: timedelta | None) -> Hands:
    """A broker's when one is set, else this process's own threads."""
    if kernel_of(app).settings.broker_url:
        return Broker(lease)
    return Threads(app, wake, lease or THREADS_LEASE)


class Threads:
    """Threads of this process; ``wake`` is called each time one becomes free."""

    def __init__(self, app: Flask, wake: Callable[[], None], lease: timedelta) -> None:
        self.lease = lease
        self._app, self._wake = app, wake
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="effects")
        self._held: set[int] = set()

    @property
    def free(self) -> int:
        return THREADS - len(self._held)

    @property
    def held(self) -> Set[int]:
        return frozenset(self._held)

    def take(self, row_ids: Sequence[int]) -> Sequence[int]:
        for row_id in row_ids:
            self._held.add(row_id)
            self._pool.submit(self._deliver, row_id).add_done_callback(_log_failure)
        return ()

    def _deliver(self, row_id: int) -> None:
        try:
            with self._app.app_context():
                deliver(row_id, self.lease)
        finally:
            self._held.discard(row_id)
            self._wake()

    def close(self) -> None:
        self._pool.shutdown()


def _log_failure(done: Future[None]) -> None:
    """What ``deliver`` could not write on the row: the database went away. The row comes back when its lease ends."""
    if error := done.exception():
        log.warning("effect interrupted: %s", type(error).__name__)


class Broker:
    """Celery workers behind Redis or RabbitMQ. The lease outlives the longest task, so that nothing needs renewing."""

    free = BROKER_BATCH
    held: Set[int] = frozenset()

    def __init__(self, lease: timedelta | None) -> None:
        # Celery and its transports load only where a broker is set.
        from app.effects import celery  # noqa: PLC0415

        self.lease = lease or celery.LEASE
        self._hand_over = celery.hand_over

    def take(self, row_ids: Sequence[int]) -> Sequence[int]:
        handed = self._hand_over(row_ids)
        return row_ids[handed:]

    def close(self) -> None:
        """Nothing is begun in this process."""
