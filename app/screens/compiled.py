"""A screen once everything is known of it: its add-on, its address, what other add-ons added. Built at start-up."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import Flask, current_app

from app.models.base import Base
from app.models.description import Described, describe
from app.screens.declaration import Related, Saved, Screen, Section

EXTENSION = "relais.screens"


@dataclass(frozen=True, slots=True, eq=False)
class CompiledScreen:
    """The screen of one model, with its extensions in force.

    ``path`` is its address without a final slash (``/professionnels``); ``endpoint`` its unique Flask name.
    """

    declared: type[Screen]
    addon: str
    path: str
    columns: tuple[str, ...]
    sections: tuple[Section, ...]
    saved: tuple[Saved, ...]
    related: tuple[Related, ...]

    @property
    def model(self) -> type[Base]:
        """The model it shows."""
        return self.declared.model

    @property
    def endpoint(self) -> str:
        """Flask's name for its views; the class name alone could be taken by another add-on."""
        return f"{self.addon}_{self.declared.__name__}"

    @property
    def fields(self) -> Mapping[str, Described]:
        """Fields of the model by name."""
        return describe(self.model)

    @property
    def list_url(self) -> str:
        """Address of the list."""
        return f"{self.path}/"

    @property
    def add_url(self) -> str:
        """Address of the form that creates a record."""
        return f"{self.path}/nouveau"

    def record_url(self, id: int) -> str:
        """Address of the page of one record."""
        return f"{self.path}/{id}"

    def edit_url(self, id: int) -> str:
        """Address of the form that changes one record."""
        return f"{self.path}/{id}/modifier"


class Screens:
    """Every screen of the application, in the order of the add-ons."""

    def __init__(self, screens: tuple[CompiledScreen, ...]) -> None:
        self._screens = screens
        self._by_model = {screen.model: screen for screen in reversed(screens)}

    def __iter__(self) -> Iterator[CompiledScreen]:
        return iter(self._screens)

    def of(self, model: type[Base]) -> CompiledScreen | None:
        """The first screen declared for ``model``, or None: its records are then shown without a link."""
        return self._by_model.get(model)


def screens_of(app: Flask | None = None) -> Screens:
    """The screens of ``app``, or of the current application."""
    found: Screens = (app or current_app).extensions[EXTENSION]
    return found
