"""How gunicorn serves the back office; read from the same settings as everything else."""

from app.settings import load_settings

_settings = load_settings()

bind = f"{_settings.web_host}:{_settings.web_port}"
workers = _settings.web_workers
worker_class = "gthread"
threads = _settings.web_threads
graceful_timeout = 5
loglevel = "warning"
# Addresses hold what people search for: no line per request. The control socket is one file for the whole account.
accesslog = None
control_socket_disable = True
