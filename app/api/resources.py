"""Which models the API serves, and under which names: those of the add-ons switched on that something is granted on."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.access.rules import Rules
from app.addons import Addon
from app.models.base import Base
from app.models.workflow import Transition, transitions


class ResourceError(RuntimeError):
    """Two models want the same address; the message says which."""


@dataclass(frozen=True, slots=True)
class Resource:
    """One model as the API serves it: its name in addresses, and what somebody at least may do with it."""

    name: str
    model: type[Base]
    words: frozenset[str]

    @property
    def transitions(self) -> tuple[Transition, ...]:
        """Transitions somebody may perform, in the order of their declaration."""
        return tuple(each for each in transitions(self.model).values() if each.may in self.words)


def resources(rules: Rules, active: Iterable[Addon]) -> tuple[Resource, ...]:
    """The resources of these add-ons, by name. Raises ResourceError when two bear the same."""
    packages = tuple(f"{addon.package}." for addon in active)
    found: dict[str, Resource] = {}
    for model in rules.models:
        if not issubclass(model, Base) or not model.__module__.startswith(packages):
            continue
        resource = Resource(resource_name(model), model, frozenset(rules.words(model)))
        if found.setdefault(resource.name, resource) is not resource:
            raise ResourceError(f"{model.__name__} et {found[resource.name].model.__name__} : /{resource.name}/")
    return tuple(found[name] for name in sorted(found))


def resource_name(model: type[Base]) -> str:
    """The name its class gives (``resource``), else its class name as an English plural: ``coverage_lines``."""
    given: str | None = getattr(model, "resource", None)
    if given:
        return given
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", model.__name__).lower()
    if re.search(r"[^aeiou]y$", name):
        return f"{name[:-1]}ies"
    return f"{name}es" if name.endswith(("s", "x", "ch", "sh")) else f"{name}s"
