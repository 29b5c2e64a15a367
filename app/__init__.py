"""Relais: the kernel of a modular back office. Knows no business; add-ons tell theirs."""

from collections.abc import Iterable
from pathlib import Path

from flask import Flask

from app import api, database, error_pages, health, languages, portal, screens
from app.access import wall, writes  # noqa: F401  # the walls stand wherever the session does
from app.access.grants import Audience
from app.access.installation import install as install_access
from app.access.rules import Rules
from app.addons import Addon, discover, enabled, ordered
from app.effects.installation import install as install_effects
from app.kernel import Kernel
from app.models import history
from app.portal import desk_route
from app.privacy.vault import installation as vault
from app.processes import Process
from app.settings import Settings, load_settings

#: Parts of an add-on that only declare, imported for every add-on switched on.
DECLARATIONS = ("roles", "access", "events", "parameters", "services", "listeners", "tasks")
#: What is declared to the back office alone: the commands it carries out for professionals.
BACK_OFFICE = (*DECLARATIONS, "desk")
#: Parts that hold for every add-on, whatever is switched off.
ALWAYS = ("models", "privacy")


def create_app(
    settings: Settings | None = None,
    *,
    addons: Iterable[Addon] | None = None,
    audience: Audience = Audience.STAFF,
) -> Flask:
    """Build the application of the back office, or that of the professionals' portal.

    ``addons`` replaces the discovered ones (tests and benches add a throw-away add-on). Raises SettingsError or
    AddonError with a sentence when something is missing.
    """
    for_staff = audience is Audience.STAFF
    settings = settings or load_settings(process=Process.BACK_OFFICE if for_staff else Process.PORTAL)
    app = Flask("app", root_path=str(Path(__file__).parent))
    every = ordered(discover() if addons is None else addons)
    active = enabled(every, settings.addons)
    load(every, ALWAYS)
    load(active, BACK_OFFICE if for_staff else DECLARATIONS)
    kernel = Kernel(settings, every, active, Rules.collect(active), audience)
    app.extensions["relais"] = kernel
    database.connect_all(settings, audience)
    history.install(app, kernel)
    vault.install(app, kernel)
    error_pages.install(app, kernel)
    install_access(app, kernel)
    languages.install(app, kernel)
    if for_staff:
        install_effects(app, kernel)
        screens.install(app, kernel)
        api.install(app, kernel)
        desk_route.install(app)
    else:
        portal.install(app, kernel)
    health.install(app, kernel)
    return app


def load(addons: Iterable[Addon], parts: Iterable[str]) -> None:
    """Import these parts of the add-ons, part by part, so that every model exists before any rule about it."""
    addons = tuple(addons)
    for part in parts:
        for addon in addons:
            addon.part(part)
