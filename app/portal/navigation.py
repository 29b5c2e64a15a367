"""The bar at the bottom of every page of the portal: entries that add-ons declare in their part ``portal``."""

from dataclasses import dataclass

from flask import current_app, request, url_for

from app.i18n import Label

_entries: "dict[str, Entry]" = {}


@dataclass(frozen=True, slots=True)
class Entry:
    """A page that the bar leads to."""

    label: Label
    endpoint: str
    icon: str
    order: int

    @property
    def url(self) -> str:
        """Its address."""
        return url_for(self.endpoint)

    @property
    def is_current(self) -> bool:
        """Whether the present page is this one, or one of the same blueprint that is no entry itself."""
        here = request.endpoint or ""
        return here == self.endpoint or (
            here not in _entries and here.rpartition(".")[0] == self.endpoint.rpartition(".")[0]
        )


def add_entry(label: Label, url_endpoint: str, icon: str, order: int = 100) -> None:
    """Add a page to the bar: ``add_entry(_l("Mes achats"), "purchases.listed", icon="receipt", order=20)``.

    Called by the part ``portal`` of an add-on when it is imported; five entries fit on a phone. ``icon`` is written
    by its name, where the build of static files finds it.
    """
    _entries[url_endpoint] = Entry(label, url_endpoint, icon, order)


def entries() -> list[Entry]:
    """The entries whose pages this application serves, in their order."""
    served = current_app.view_functions
    return sorted((entry for entry in _entries.values() if entry.endpoint in served), key=lambda entry: entry.order)
