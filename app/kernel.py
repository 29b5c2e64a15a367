"""What one application was built from: settings, add-ons, rules, FAB's builder. One per ``create_app``."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flask import Flask, current_app

from app.access.grants import Audience
from app.addons import Addon

if TYPE_CHECKING:
    from flask_appbuilder import AppBuilder

    from app.access.rules import Rules
    from app.settings import Settings


@dataclass(slots=True)
class Kernel:
    """Shared by the rooms of one application, which serves one ``audience``.

    ``addons`` holds every add-on in dependency order (models, privacy and migrations always load); ``active`` those
    switched on (screens, API, menu, tasks, listeners).
    """

    settings: "Settings"
    addons: tuple[Addon, ...]
    active: tuple[Addon, ...]
    rules: "Rules"
    audience: Audience = Audience.STAFF
    appbuilder: "AppBuilder" = field(init=False)


def kernel_of(app: Flask | None = None) -> Kernel:
    """The kernel of ``app``, or of the current application."""
    found: Kernel = (app or current_app).extensions["relais"]
    return found
