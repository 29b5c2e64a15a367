"""The demonstration: invented people that add-ons load into an empty database, and the accounts to try them with.

An add-on takes part by a module ``demo`` with ``load()``, which flushes and never commits, and, where it creates
accounts, ``LOGINS``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import create_engine, text

from app import database, installation
from app.access.grants import Audience
from app.access.identity import System, acting_as
from app.addons import Addon
from app.kernel import kernel_of
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Login:
    """An account of the demonstration, for the person who tries it."""

    who: str
    username: str
    password: str
    audience: Audience = Audience.STAFF


#: What can be loaded: a small operator with a month behind it.
SIZES = ("small",)


class UnknownSize(Exception):
    """No demonstration of that size exists; the message is a French sentence."""


class NotEmpty(Exception):
    """The database already has accounts, or belongs to a production; the message is a French sentence."""


def is_wanted(settings: Settings) -> bool:
    """Whether this is a demonstration whose database, already upgraded, has no account yet."""
    engine = create_engine(settings.database_url)
    with engine.connect() as connection:
        empty = not connection.scalar(text("select exists (select from ab_user)"))
    engine.dispose()
    return settings.demo and empty


def load(app: Flask) -> None:
    """Load what every add-on switched on has to show, in one transaction. Raises NotEmpty.

    The database is marked first: a production refuses it from then on, even when loading stops half-way.
    """
    kernel = kernel_of(app)
    if not is_wanted(kernel.settings):
        raise NotEmpty("La démonstration ne se charge que dans une base vide, hors production.")
    engine = create_engine(kernel.settings.database_url)
    with engine.begin() as connection:
        installation.note_demonstration(connection)
    engine.dispose()
    # Its accounts come with passwords, which the staff's login may not write.
    with database.as_owner(kernel.settings), app.app_context(), acting_as(System("démonstration")):
        for addon in kernel.active:
            if part := addon.part("demo"):
                part.load()
        database.commit()


def logins(addons: Iterable[Addon]) -> Iterator[Login]:
    """The accounts of the demonstration, in the order of the add-ons."""
    for addon in addons:
        yield from getattr(addon.part("demo"), "LOGINS", ())
