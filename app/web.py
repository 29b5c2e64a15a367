"""What a WSGI server loads: ``gunicorn --config python:app.gunicorn_conf app.web:application``, or ``app.web:portal``.

A process serves one of them and builds that one alone: the other's settings are not in its reach.
"""

from flask import Flask

from app import create_app, logs
from app.access.grants import Audience

_SERVED = {"application": Audience.STAFF, "portal": Audience.PORTAL}


def __getattr__(name: str) -> Flask:
    """The application of that name. Raises SettingsError when this process lacks what it needs."""
    if name not in _SERVED:
        raise AttributeError(name)
    logs.configure()
    return create_app(audience=_SERVED[name])
