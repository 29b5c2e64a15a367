"""What add-ons prove beside the journal: ``verify`` of their part ``proof``, asked by ``relais verify``."""

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from app.addons import Addon


class Verdict(Protocol):
    """What was found: whether everything holds, and French sentences that say it."""

    @property
    def sound(self) -> bool:
        """Whether nothing is broken."""
        ...

    def __str__(self) -> str: ...


def of_addons(addons: Iterable[Addon]) -> Iterator[Callable[[], Verdict]]:
    """The checks of these add-ons, whatever is switched off: what was issued stays. Called as the system."""
    addons = tuple(addons)
    for addon in addons:
        addon.part("models")
    for addon in addons:
        if (part := addon.part("proof")) is not None:
            yield part.verify
