"""The Celery application: one task that knows a row id, for workers that share a broker.

    celery -A app.effects.celery worker

The broker is a way to share work, never a place where it is kept: a message it loses, doubles or delays changes
nothing, because the row decides.
"""

import logging
import os
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import cache
from typing import Any

from celery import Celery
from flask import Flask
from kombu.exceptions import OperationalError

from app import create_app
from app.effects.delivery import deliver
from app.processes import Process
from app.settings import load_settings

log = logging.getLogger("relais.worker")

DELIVER = "relais.deliver"
#: Redis gives an unacknowledged message to another worker after this time; so does our sweep, with any broker.
LEASE = timedelta(seconds=120)
#: A task is stopped before its lease ends, so that two workers are never at the same row.
LONGEST_TASK = timedelta(seconds=100)


def celery_for(build: Callable[[], Flask], broker_url: Callable[[], str | None], *, lease: timedelta = LEASE) -> Celery:
    """A Celery application; both callables are asked when it is first used, in the process that uses it."""
    celery = Celery("relais", set_as_current=False)
    celery.add_defaults(lambda: _configuration(broker_url(), lease))
    application = cache(build)

    def deliver_row(row_id: int) -> None:
        with application().app_context():
            deliver(row_id, lease)

    celery.task(name=DELIVER, shared=False)(deliver_row)
    return celery


def _configuration(broker_url: str | None, lease: timedelta) -> dict[str, Any]:
    redis = broker_url is not None and broker_url.startswith("redis")
    return {
        "broker_url": broker_url,
        "broker_connection_retry_on_startup": True,
        "broker_transport_options": {"visibility_timeout": lease.total_seconds()} if redis else {},
        "task_default_queue": "relais",
        "task_ignore_result": True,
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "task_time_limit": LONGEST_TASK.total_seconds(),
        "worker_prefetch_multiplier": 1,
        "accept_content": ["json"],
    }


def hand_over(row_ids: Sequence[int]) -> int:
    """Send these row ids to the broker; returns how many it took before it failed, all of them as a rule."""
    for handed, row_id in enumerate(row_ids):
        try:
            celery.send_task(DELIVER, args=[row_id], retry=False)
        except OperationalError as error:
            log.warning("broker unreachable: %s", type(error.__cause__ or error).__name__)
            return handed
    return len(row_ids)


def _build() -> Flask:
    return create_app(load_settings(os.environ, process=Process.WORKER))


celery = celery_for(_build, lambda: load_settings(os.environ, process=Process.WORKER).broker_url)
