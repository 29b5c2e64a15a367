"""What the matrix says of one add-on of the sale, in a file of its own under ``parts/``."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Part:
    """Tables written like those of ``rights`` and ``routes``.

    ``rights`` holds lines «object | line of the matrix | ADMIN | MANAGER | AGENT | ACCOUNTANT | DPO»; ``screens`` maps
    an address to its object; ``codes`` an object to the code look-ups know (an object left out is in no look-up);
    ``internal`` names objects without resource; ``routes`` are the arguments of ``Route``. ``records(scene)`` makes one
    record of each object for one company: ``scene`` holds what earlier parts made, by object, and the operator under
    "operators".
    """

    rights: str = ""
    differences: Mapping[tuple[str, str], str] = field(default_factory=dict)
    transitions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    screens: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    shared: frozenset[str] = frozenset()
    internal: frozenset[str] = frozenset()
    fields: Mapping[tuple[str, str], set[str]] = field(default_factory=dict)
    routes: tuple[Mapping[str, Any], ...] = ()
    records: Callable[[dict[str, Any]], Mapping[str, Any]] | None = None


#: In the order of dependencies: what one makes, the next may use.
ORDER = (
    *("vault", "legal", "notifications", "professionals", "calls", "leads", "pricing", "matching", "orders"),
    *("payments", "invoicing", "portal"),
)


def parts() -> list[Part]:
    """Every part that exists, in the order of dependencies."""
    package = importlib.import_module("tests.access_matrix.parts")
    found = {info.name for info in pkgutil.iter_modules(package.__path__)}
    assert found <= set(ORDER), found - set(ORDER)
    return [importlib.import_module(f"{package.__name__}.{name}").PART for name in ORDER if name in found]


PARTS = parts()
