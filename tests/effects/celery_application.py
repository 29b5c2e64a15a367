"""The Celery worker of the probe, on a queue of its own: tests that share a broker do not share their rows."""

import os

from kombu import Queue

from app.effects import celery as broker
from app.settings import load_settings
from tests.effects.application import LEASE, build_here

celery = broker.celery_for(build_here, lambda: load_settings(os.environ).broker_url, lease=LEASE)


def share_a_queue() -> None:
    """Have what hands rows over and what takes them use the queue of this test."""
    name = os.environ["RELAIS_X_PROBE_QUEUE"]
    for application in (celery, broker.celery):
        application.conf.task_default_queue = name
        application.conf.task_queues = [Queue(name, expires=600)]


share_a_queue()
