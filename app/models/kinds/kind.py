"""What every kind of field answers.

``parse`` reads what a person typed in French, ``from_json`` what a program sent; both return the stored value or raise
``InvalidValue``. ``show`` writes it for people, ``to_json`` for programs. None is never passed in.
"""

from typing import Any, ClassVar

from app.errors import DomainError
from app.i18n import Label, _l


class InvalidValue(DomainError):
    """A single value is wrong; the sentence says what is expected, with an example."""

    def __init__(self, sentence: Label) -> None:
        super().__init__()
        self.sentence = sentence  # type: ignore[misc]  # one class, one sentence per kind of mistake


class Kind:
    """A kind of field. Stateless, or holding only what its declaration says."""

    name: ClassVar[str]
    #: Right-aligned, tabular figures.
    numeric: ClassVar[bool] = False
    #: May be filtered by a pair ``<name>_from`` / ``<name>_to``.
    ranged: ClassVar[bool] = False

    def parse(self, text: str) -> Any:
        """Read what a person typed."""
        return self.clean(text.strip())

    def clean(self, value: Any) -> Any:
        """Normalise and check; the common end of ``parse`` and ``from_json``."""
        return value

    def from_json(self, value: Any) -> Any:
        """Read a JSON value."""
        if not isinstance(value, str):
            raise InvalidValue(_l("Texte attendu."))
        return self.clean(value)

    def to_json(self, value: Any) -> Any:
        """A JSON value that ``from_json`` reads back."""
        return value

    def show(self, value: Any) -> str:
        """The value for people, in plain text."""
        return str(value)

    def edit(self, value: Any) -> str:
        """The value as a person would type it in a field."""
        return self.show(value)

    def words(self, value: Any) -> str:
        """The text whose words the instant search knows."""
        return str(value)

    def doubt(self, value: Any) -> Label | None:
        """A sentence about a stored value that is accepted but looks wrong, None when nothing is to be said."""
        return None
