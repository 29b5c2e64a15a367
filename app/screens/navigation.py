"""The side bar: what the acting person may open, computed from the rules in memory, without one query."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flask import Flask, current_app
from flask_babel import get_locale

from app.access.identity import Account
from app.i18n import Label
from app.kernel import kernel_of
from app.screens.compiled import CompiledScreen

_EXTENSION = "relais.navigation"
_MADE = "relais.navigation.made"


@dataclass(frozen=True, slots=True)
class Entry:
    """A page the side bar leads to: ``may`` says who sees it, from the roles of the account alone.

    ``key``, pressed outside of fields, opens it from any page; it is written beside the label.
    """

    group: Label
    label: Label
    icon: str
    url: str
    may: Callable[[Account], bool]
    order: int = 100
    key: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as one person reads it."""

    label: str
    icon: str
    url: str
    key: str


@dataclass(frozen=True, slots=True)
class Group:
    """A titled block of the side bar."""

    label: str
    entries: tuple[Line, ...]


def add_entry(app: Flask, entry: Entry) -> None:
    """Add a page to the side bar. Called at start-up by the room that owns the page."""
    app.extensions.setdefault(_EXTENSION, []).append(entry)


def add_screens(app: Flask, screens: Iterable[CompiledScreen]) -> None:
    """Add every screen that declares a menu."""
    for screen in screens:
        if menu := screen.declared.menu:
            label = screen.model.names.plural
            add_entry(app, Entry(menu.group, label, menu.icon, screen.list_url, _reader(screen), menu.order))


def _reader(screen: CompiledScreen) -> Callable[[Account], bool]:
    return lambda account: kernel_of().rules.may(account, "read", screen.model)


def groups_for(account: Account) -> tuple[Group, ...]:
    """The side bar of ``account``: a group stands where its first entry does. Made once per roles and language."""
    made: dict[tuple[frozenset[str], str], tuple[Group, ...]] = current_app.extensions.setdefault(_MADE, {})
    key = (account.roles, str(get_locale()))
    if key not in made:
        made[key] = _groups(account)
    return made[key]


def _groups(account: Account) -> tuple[Group, ...]:
    entries: list[Entry] = current_app.extensions.get(_EXTENSION, [])
    groups: dict[str, list[Line]] = {}
    for entry in sorted(entries, key=lambda entry: entry.order):
        if entry.may(account):
            line = Line(upperfirst(str(entry.label)), entry.icon, entry.url, entry.key)
            groups.setdefault(str(entry.group), []).append(line)
    return tuple(Group(label, tuple(lines)) for label, lines in groups.items())


def upperfirst(text: str) -> str:
    """``code postal`` becomes ``Code postal``; capitals inside stay."""
    return text[:1].upper() + text[1:]


def lowerfirst(text: str) -> str:
    """``Code postal`` becomes ``code postal``; ``SIREN`` stays."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]
