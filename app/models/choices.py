"""Choices: codes in the database and the API, French labels and a colour on screens."""

import enum
from typing import Self

from app.i18n import Label


class Choice(enum.Enum):
    """Base of every enumeration. A member reads ``ACTIVE = "active", _l("Actif"), "green"``.

    The value is the code, stored and exchanged; the label is what people read; the colour is that of the dot
    beside it: blue new, cyan qualified, purple published, green done, orange waiting, red refused, grey closed.
    ``stage`` names the step of the status bar that several states share; empty, the state is a step of its own.
    """

    label: Label
    colour: str
    stage: Label

    def __new__(cls, code: str, label: Label, colour: str = "grey", stage: Label = "") -> Self:
        member = object.__new__(cls)
        member._value_ = code
        member.label = label
        member.colour = colour
        member.stage = stage
        return member

    @classmethod
    def of(cls, code: str) -> Self:
        """The member stored as ``code``. Raises ValueError when there is none."""
        return enum.EnumMeta.__call__(cls, code)

    @property
    def code(self) -> str:
        """The stored code."""
        return str(self.value)

    def __str__(self) -> str:
        return str(self.label)
