"""Processes that add-ons bring: the part ``processes`` of an add-on declares what ``relais serve`` keeps alive.

    PROCESSES = [AddonProcess("banque d’essai", "addons.payments.sandbox", wanted=lambda settings: settings.demo)]

An installation that is not served by ``relais serve`` starts them, if it wants them, like its other units.
"""

from collections.abc import Callable
from dataclasses import dataclass

from app.addons import discover, enabled, ordered
from app.settings import Settings

PART = "processes"


@dataclass(frozen=True, slots=True)
class AddonProcess:
    """``python -m <module>``, called ``name`` in the log. ``port`` is the setting of the port it takes, if any."""

    name: str
    module: str
    wanted: Callable[[Settings], bool]
    port: str = ""


def wanted_processes(settings: Settings) -> list[AddonProcess]:
    """What the add-ons switched on want beside the others on this installation."""
    active = enabled(ordered(discover()), settings.addons)
    declared = (process for addon in active for process in getattr(addon.part(PART), "PROCESSES", ()))
    return [process for process in declared if process.wanted(settings)]
