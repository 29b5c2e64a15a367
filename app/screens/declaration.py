"""What an add-on writes in ``views.py``: the screen of a model, in the words of the person who will use it."""

from dataclasses import dataclass
from typing import Any, ClassVar

from app.access.grants import Audience
from app.i18n import Label
from app.models.base import Base


@dataclass(frozen=True, slots=True)
class Menu:
    """Where the screen stands in the side bar: a group, an icon of the sprite, an order."""

    group: Label
    icon: str
    order: int = 100


@dataclass(frozen=True, slots=True)
class Lines:
    """A one-to-many field edited inside the form, with the columns of its lines."""

    name: str
    columns: tuple[str, ...]


class Section:
    """A titled block of the record page and of the form, in the order people read it."""

    __slots__ = ("items", "label")

    def __init__(self, label: Label, *items: str | Lines) -> None:
        self.label, self.items = label, items


class Saved:
    """A ready-made view of the list, shown as a tab: ``Saved(_l("À vérifier"), state=State.UNDER_VERIFICATION)``.

    A function gives the value of the moment: ``Saved(_l("Du mois"), issued_on_from=first_of_the_month)``.
    """

    __slots__ = ("filters", "label")

    def __init__(self, label: Label, **filters: Any) -> None:
        self.label, self.filters = label, filters


@dataclass(frozen=True, slots=True)
class Related:
    """A counter at the top of the record page that leads to another screen's list, filtered on this record."""

    screen: "type[Screen]"
    field: str


@dataclass(frozen=True, slots=True)
class Link:
    """A button of the record page that leads to a page of the add-on's own, at ``<record>/<path>``."""

    label: Label
    icon: str
    path: str


class Screen:
    """The screen of one model for one audience: ``class ZoneScreen(Screen, model=Zone, menu=Menu(…))``.

    ``columns`` is the list (at most nine), ``sections`` the record page and the form, ``sort`` the order of the list
    (``-created_at``), ``path`` its address (default: the plural French name), ``saved`` its tabs, ``links`` what else a
    record leads to. Rights come from the grants of the model alone: a field nobody granted never shows.
    """

    model: ClassVar[type[Base]]
    menu: ClassVar[Menu | None]
    audience: ClassVar[Audience] = Audience.STAFF
    path: ClassVar[str] = ""
    columns: ClassVar[tuple[str, ...]] = ()
    sections: ClassVar[tuple[Section, ...]] = ()
    saved: ClassVar[tuple[Saved, ...]] = ()
    related: ClassVar[tuple[Related, ...]] = ()
    links: ClassVar[tuple[Link, ...]] = ()
    sort: ClassVar[str] = "-id"

    def __init_subclass__(cls, *, model: type[Base], menu: Menu | None = None, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.model = model
        cls.menu = menu


@dataclass(frozen=True, slots=True)
class Extension:
    """What one add-on adds to another's screen; in force only while that add-on is switched on."""

    screen: type[Screen]
    after: str | None
    columns: tuple[str, ...]
    sections: tuple[Section, ...]
    saved: tuple[Saved, ...]
    related: tuple[Related, ...]


def extend(
    screen: type[Screen],
    *,
    after: str | None = None,
    columns: tuple[str, ...] = (),
    sections: tuple[Section, ...] = (),
    saved: tuple[Saved, ...] = (),
    related: tuple[Related, ...] = (),
) -> Extension:
    """Add columns (after the column ``after``), sections, tabs or counters to another add-on's screen.

    Assign it to a name in ``views.py``: the kernel collects what the module holds.
    """
    return Extension(screen, after, columns, sections, saved, related)
