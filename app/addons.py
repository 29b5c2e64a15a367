"""Add-ons: the manifest, discovery, dependency order, the parts each one contributes."""

import importlib
import importlib.util
import pkgutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from types import ModuleType

from app.i18n import Label


class AddonError(RuntimeError):
    """The set of add-ons cannot be loaded; the message says which name and why."""


@dataclass(frozen=True, slots=True)
class Addon:
    """The manifest of an add-on: ``addon = Addon(name="zones", label=_l("Zones"), depends=("base",))``."""

    name: str
    label: Label
    depends: tuple[str, ...] = ()
    summary: Label = ""
    #: Python package that holds it; ``addons.<name>`` unless it is distributed apart.
    package: str = field(default="")

    def __post_init__(self) -> None:
        if not self.package:
            object.__setattr__(self, "package", f"addons.{self.name}")

    def part(self, name: str) -> ModuleType | None:
        """Its module of that name (``models``, ``access``, ``views``…), or None when it has none."""
        path = f"{self.package}.{name}"
        return importlib.import_module(path) if importlib.util.find_spec(path) else None

    @property
    def folder(self) -> Path:
        """Where its files are: data, translations, migrations, documents."""
        spec = importlib.util.find_spec(self.package)
        if spec is None or spec.origin is None:
            raise AddonError(f"l’add-on {self.name} n’a pas de dossier")
        return Path(spec.origin).parent


def discover(package: str = "addons") -> tuple[Addon, ...]:
    """Every add-on of the folder, whatever is switched off, in no order."""
    root = importlib.import_module(package)
    return tuple(
        importlib.import_module(f"{package}.{info.name}").addon
        for info in pkgutil.iter_modules(root.__path__)
        if info.ispkg
    )


def ordered(addons: Iterable[Addon]) -> tuple[Addon, ...]:
    """Add-ons in dependency order, names breaking ties. Raises AddonError on a cycle, an unknown or a double name."""
    found: dict[str, Addon] = {}
    for addon in addons:
        if addon.name in found:
            raise AddonError(f"deux add-ons portent le nom « {addon.name} »")
        found[addon.name] = addon
    for addon in found.values():
        if missing := sorted(set(addon.depends) - found.keys()):
            raise AddonError(f"l’add-on « {addon.name} » dépend de {', '.join(missing)}, inconnu")
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for name in sorted(found):
        sorter.add(name, *sorted(found[name].depends))
    try:
        return tuple(found[name] for name in sorter.static_order())
    except CycleError as error:
        raise AddonError(f"les add-ons dépendent les uns des autres en cercle : {' → '.join(error.args[1])}") from error


def enabled(addons: Iterable[Addon], names: Iterable[str] | None) -> tuple[Addon, ...]:
    """The add-ons switched on: all when ``names`` is None. Raises AddonError unless the set holds its dependencies."""
    everything = {addon.name: addon for addon in addons}
    if names is None:
        return tuple(everything.values())
    wanted = set(names)
    if unknown := sorted(wanted - everything.keys()):
        raise AddonError(f"RELAIS_ADDONS nomme {', '.join(unknown)}, inconnu")
    for name in sorted(wanted):
        if missing := sorted(set(everything[name].depends) - wanted):
            raise AddonError(f"RELAIS_ADDONS contient « {name} » sans {', '.join(missing)}, dont il dépend")
    return tuple(addon for addon in everything.values() if addon.name in wanted)


def by_name(addons: Iterable[Addon]) -> Mapping[str, Addon]:
    """Add-ons by name."""
    return {addon.name: addon for addon in addons}
