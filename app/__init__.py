"""Relais: the kernel of a modular back office. Knows no business; add-ons tell theirs."""

from collections.abc import Iterable
from pathlib import Path

from flask import Flask

from app import api, database, error_pages, health, languages, screens
from app.access import wall, writes  # noqa: F401  # the walls stand wherever the session does
from app.access.installation import install as install_access
from app.access.rules import Rules
from app.addons import Addon, discover, enabled, ordered
from app.effects.installation import install as install_effects
from app.kernel import Kernel
from app.models import history
from app.settings import Settings, load_settings

#: Parts of an add-on that only declare, imported for every add-on switched on.
DECLARATIONS = ("roles", "access", "events", "parameters", "services", "listeners", "tasks")
#: Parts that hold for every add-on, whatever is switched off.
ALWAYS = ("models", "privacy")


def create_app(settings: Settings | None = None, *, addons: Iterable[Addon] | None = None) -> Flask:
    """Build the application of the back office.

    ``addons`` replaces the discovered ones (tests and benches add a throw-away add-on). Raises SettingsError or
    AddonError with a sentence when something is missing.
    """
    settings = settings or load_settings()
    app = Flask("app", root_path=str(Path(__file__).parent))
    every = ordered(discover() if addons is None else addons)
    active = enabled(every, settings.addons)
    load(every, ALWAYS)
    load(active, DECLARATIONS)
    kernel = Kernel(settings=settings, addons=every, active=active, rules=Rules.collect(active))
    app.extensions["relais"] = kernel
    database.connect_all(settings)
    history.install(app, kernel)
    error_pages.install(app, kernel)
    install_access(app, kernel)
    languages.install(app, kernel)
    install_effects(app, kernel)
    screens.install(app, kernel)
    api.install(app, kernel)
    health.install(app, kernel)
    return app


def load(addons: Iterable[Addon], parts: Iterable[str]) -> None:
    """Import these parts of the add-ons, part by part, so that every model exists before any rule about it."""
    addons = tuple(addons)
    for part in parts:
        for addon in addons:
            addon.part(part)
