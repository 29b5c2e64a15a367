"""An application reduced to what effects need (no screens, no accounts), and the processes that carry its effects out.

``python -m tests.effects.application`` is a worker; ``celery -A tests.effects.celery_application`` a Celery worker.
"""

import importlib
import os
import signal
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from flask import Flask

import app as relais
from app import database, load
from app.access.rules import Rules
from app.effects.mail import install_mail
from app.effects.mail_store import MailStore
from app.effects.worker import Worker
from app.kernel import Kernel, kernel_of
from app.models import history
from app.settings import Settings, load_settings
from tests.effects.probe import addon

#: Short, so that what a killed process held comes back within the patience of a test.
LEASE = timedelta(seconds=3)


def build(settings: Settings) -> Flask:
    """The application of the probe alone, working as the owner of the database."""
    settings = replace(settings, auth_database_url=settings.database_url, staff_database_url=settings.database_url)
    app = Flask("app", root_path=str(Path(relais.__file__).parent))
    load([addon], ["models", "tasks"])
    kernel = Kernel(settings=settings, addons=(addon,), active=(addon,), rules=Rules.collect([addon]))
    app.extensions["relais"] = kernel
    database.connect_all(settings)
    history.install(app, kernel)
    install_mail(app, kernel, MailStore(settings.var_dir / "mail"))
    return app


def build_here() -> Flask:
    """The application of this process's environment."""
    return build(load_settings(os.environ))


def main() -> None:
    """Work until a signal."""
    app = build_here()
    if kernel_of(app).settings.broker_url:
        importlib.import_module("tests.effects.celery_application").share_a_queue()
    worker = Worker(app, lease=LEASE)
    signal.signal(signal.SIGTERM, lambda *_: worker.stop())
    worker.run()


if __name__ == "__main__":
    main()
