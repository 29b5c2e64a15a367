"""Pages that an add-on writes by hand, beside the generated ones: its part ``pages`` holds blueprints and entries.

PAGES = [call_pages]                       # Flask blueprints, with their own templates folder
ENTRIES = [Entry(_l("Appels"), _l("Prendre un appel"), "phone", "/appel/", may=…)]

A view asks for a right with ``app.access.require`` or is ``@public``; nothing else opens it.
"""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask

from app.access.system import as_system
from app.database import commit
from app.kernel import Kernel
from app.screens.navigation import add_entry

PART = "pages"
Result = TypeVar("Result")


def install(app: Flask, kernel: Kernel) -> None:
    """Serve the pages of the add-ons switched on."""
    for addon in kernel.active:
        part = addon.part(PART)
        for blueprint in getattr(part, "PAGES", ()):
            app.register_blueprint(blueprint)
        for entry in getattr(part, "ENTRIES", ()):
            add_entry(app, entry)


def carry_out(reason: str, work: Callable[[], Result]) -> Result:
    """Do what an anonymous visitor asked, as the system, and commit: an add-on never does by itself.

    Of work that is refused nothing remains.
    """
    with as_system(reason):
        result = work()
        commit()
    return result
