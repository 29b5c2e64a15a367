"""Whether this process lives, and whether it can serve: for supervisors and load balancers, open to anybody."""

from contextlib import suppress
from datetime import timedelta
from functools import cache

from flask import Flask, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import Exists, exists, select, text
from sqlalchemy.exc import SQLAlchemyError

from app.access.grants import Audience
from app.access.identity import Authentication, System, acting_as
from app.access.requests import public
from app.database import session
from app.effects.models import WorkerBeat
from app.kernel import Kernel, kernel_of
from app.models import clock
from app.settings import Settings

#: A worker beats every two seconds; without a beat for this long, it is thought gone.
SILENT = timedelta(seconds=30)


def install(app: Flask, kernel: Kernel) -> None:
    """Serve ``/health/live`` and ``/health/ready``."""
    app.add_url_rule("/health/live", view_func=live)
    app.add_url_rule("/health/ready", view_func=ready)


@public
def live() -> ResponseReturnValue:
    """200 as long as the process answers; asks nobody else."""
    return jsonify(status="ok")


@public
def ready() -> ResponseReturnValue:
    """200 when the database answers and its schema is that of this code, else 503. Says which, never why in detail.

    ``worker`` tells whether one works: pages are served without, and messages wait. The portal's process cannot tell.
    """
    kernel, checks, works = kernel_of(), {"database": False, "schema": False}, False
    of_staff = kernel.audience is Audience.STAFF
    # The portal holds no login of the system, and sees no worker.
    asking = System("sonde de disponibilité") if of_staff else Authentication()
    # A database that does not answer is what the probe is there to tell.
    with suppress(SQLAlchemyError), acting_as(asking):
        checks["database"] = session.scalar(select(1)) == 1
        found = set(session.scalars(text("select version_num from alembic_version")))
        checks["schema"] = found == _heads(kernel.settings)
        works = of_staff and checks["schema"] and bool(session.scalar(select(_a_worker_lives())))
    good = all(checks.values())
    return jsonify(status="ok" if good else "unavailable", checks=checks, worker=works), 200 if good else 503


def _a_worker_lives() -> Exists:
    return exists().where(WorkerBeat.seen_at >= clock.now() - SILENT)


@cache
def _heads(settings: Settings) -> set[str]:
    """The revisions that a database of this code stands at."""
    # Alembic costs half a second, which no page should wait for.
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    from app.upgrade import configuration  # noqa: PLC0415

    return set(ScriptDirectory.from_config(configuration(settings)).get_heads())
