"""Addresses of a list: every state of the screen has one, made from the parameters of the state it shows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import FunctionType
from typing import Any
from urllib.parse import urlencode

from app.records.query import Query, Sort, to_args
from app.records.values import write_value

#: Parameters that say where in the list, not which list.
PLACE = ("after", "before")


def address(path: str, args: Mapping[str, str]) -> str:
    """``path`` with its parameters; commas stay readable."""
    return f"{path}?{urlencode(args, safe=',')}" if args else path


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses reached from one state of a list. ``args`` are its parameters, without the place in the list."""

    path: str
    args: Mapping[str, str]
    order: Sort

    @classmethod
    def of(cls, path: str, query: Query) -> "Links":
        """The links of the list at ``path`` that shows ``query``."""
        args = {name: value for name, value in to_args(query).items() if name not in PLACE}
        return cls(path, args, query.sort)

    def to(self, **changes: str | None) -> str:
        """The list with some parameters changed, or taken away (None), from its first page."""
        args = {name: value for name, value in {**self.args, **changes}.items() if value}
        return address(self.path, args)

    def part(self, name: str) -> str:
        """Another page about the same records: ``part("export.csv")``."""
        return address(self.path + name, self.args)

    def sort(self, name: str) -> str:
        """The list sorted by ``name``: the other way round when it already is."""
        return self.to(sort=str(Sort(name, self.order.name == name and not self.order.descending)))

    def toggled(self, name: str, value: str) -> str:
        """The list with ``value`` added to, or taken from, the values kept for ``name``."""
        held = [other for other in self.args.get(name, "").split(",") if other]
        return self.to(**{name: ",".join(v for v in held if v != value) if value in held else ",".join([*held, value])})

    def between(self, name: str, low: str | None = None, high: str | None = None) -> str:
        """The list from ``low`` to ``high``."""
        return self.to(**{f"{name}_from": low, f"{name}_to": high})

    def without(self, names: Iterable[str]) -> dict[str, str]:
        """The parameters of the list but those, for a form that asks them again."""
        left_out = set(names)
        return {name: value for name, value in self.args.items() if name not in left_out}


def saved_args(filters: Mapping[str, Any]) -> dict[str, str]:
    """The parameters a declared tab stands for: ``state=State.ACTIVE`` reads ``state=active``.

    A function is asked each time: the first day of this month is not that of the next one.
    """
    present = {name: value() if isinstance(value, FunctionType) else value for name, value in filters.items()}
    return {
        name: ",".join(map(write_value, value)) if isinstance(value, tuple) else write_value(value)
        for name, value in present.items()
    }
