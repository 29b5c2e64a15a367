"""Calling the definer functions that add-ons open to the portal: the one thing its login may do beside reading."""

from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.exc import ProgrammingError

from app.access.in_force import rules_in_force
from app.access.system import beneath
from app.database import commit, session
from app.errors import NotFound

#: How a function refuses, whatever the reason: not yours, not paid, too late, unknown.
_REFUSED = "42501"


class NotOpened(RuntimeError):
    """A bug: no add-on names this function in ``PORTAL_FUNCTIONS``."""


def call(name: str, id: int, *columns: str) -> Row[Any]:
    """The row that a definer function returns of the record ``id`` to the acting professional, by these column names.

    What it notes (who read what, when) is committed before anything is shown. Raises NotFound when it refuses with
    SQLSTATE 42501, NotOpened for a function that no add-on names.
    """
    if name not in rules_in_force().portal_functions:
        raise NotOpened(name)
    called: Select[Any] = select(getattr(func, name)(id).table_valued(*columns))
    try:
        row = beneath(name).execute(called).one()
    except ProgrammingError as error:
        if getattr(error.orig, "sqlstate", None) == _REFUSED:
            raise NotFound from None
        raise
    session().expire_on_commit = False  # to read a record again, the ORM would name its closed columns
    commit()
    return row
