"""Where the log goes: to the standard error, one line per event, without dates where the reader adds them.

Exceptions are told by their class and the lines they went through: their messages quote personal data.
"""

import logging
import logging.config

from app.exception_log import PlacesOnly

#: They greet at each start, or write the address of each request, which holds what people search for.
QUIET = ("httpx", "werkzeug", "alembic", "flask_appbuilder")


def configure() -> None:
    """Send the log of this process to its standard error. The supervisor or the service manager keeps it."""
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": {"format": "%(levelname)s %(name)s : %(message)s"}},
            "filters": {"places": {"()": PlacesOnly}},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["places"]}},
            "root": {"level": "INFO", "handlers": ["stderr"]},
            "loggers": {name: {"level": "WARNING"} for name in QUIET},
        }
    )
