"""A refusal stands beside what was to be done; once that is gone, on a page of its own that says where to go on."""

from collections.abc import Callable

from flask import render_template

from app.errors import DomainError, NotFound


def refused(page: Callable[[DomainError], str], refusal: DomainError) -> tuple[str, int]:
    """The page that was acted on, with the refusal and its status; a page of its own when it exists no more."""
    try:
        shown = page(refusal)
    except NotFound:
        shown = render_template("portal/gone.html", refusal=refusal)
    return shown, refusal.status
