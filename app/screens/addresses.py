"""Where the routes of a screen are, below its own address."""

from collections.abc import Callable
from typing import TypeVar

from flask_appbuilder import expose

Route = TypeVar("Route", bound=Callable[..., object])

#: A record by its id; a number the database could not hold is no address.
RECORD = "/<int(max=9223372036854775807):id>"


def served(rule: str, method: str = "GET") -> Callable[[Route], Route]:
    """Serve a method of a view at ``rule``, for one HTTP method alone: what a GET shows, only a POST changes."""
    decorate: Callable[[Route], Route] = expose(rule, methods=(method,))
    return decorate
