"""What the templates of records and forms call: addresses of look-ups, elapsed time, counts."""

from datetime import datetime

from flask import Flask

from app.formats import format_instant
from app.models import clock
from app.records.counting import Total
from app.screens import cells
from app.screens.elapsed import elapsed_writer
from app.screens.look_up_routes import look_up_url


def install(app: Flask) -> None:
    """Give templates these words."""
    app.jinja_env.globals.update(
        look_up_url=look_up_url, since=since, instant_text=format_instant, count_text=count_text
    )


def since(instant: datetime) -> str | None:
    """«il y a 5 min» or «dans 2 h» when less than a day away, else None: the date then says more."""
    return elapsed_writer()(instant, clock.now())


def count_text(total: Total) -> str:
    """``12``, or ``10 000+`` where counting stopped."""
    return cells.counted(total.number, capped=total.capped)
