"""How gunicorn serves the back office or the portal; read from the same settings as everything else."""

import sys

from app.processes import Process
from app.settings import load_settings

_is_portal = "app.web:portal" in sys.argv
_settings = load_settings(process=Process.PORTAL if _is_portal else Process.BACK_OFFICE)

if _is_portal:
    bind, workers = f"{_settings.portal_host}:{_settings.portal_port}", _settings.portal_workers
else:
    bind, workers = f"{_settings.web_host}:{_settings.web_port}", _settings.web_workers
worker_class = "gthread"
threads = _settings.web_threads
# Longer than the portal keeps its connections to the desk: the side that asks closes first.
keepalive = 75
graceful_timeout = 5
loglevel = "warning"
# Addresses hold what people search for: no line per request. The control socket is one file for the whole account.
accesslog = None
control_socket_disable = True
