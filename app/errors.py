"""Refusals: a French sentence for the person, an HTTP status for the program, the article that decides."""

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from app.i18n import Label, _l


class DomainError(Exception):
    """A refusal the person can act on. Never raised for a bug.

    ``sentence`` is a French msgid; ``%(name)s`` in it is filled from the keyword arguments. ``field`` names the
    form field the sentence stands beside. ``rule`` is the id of the article that decides, when there is one.
    """

    status: ClassVar[int] = 422
    sentence: ClassVar[Label] = _l("Opération refusée.")
    rule: ClassVar[str | None] = None

    def __init__(self, *, field: str | None = None, **values: Any) -> None:
        self.field = field
        self.values = values
        super().__init__(type(self).__name__)

    @property
    def code(self) -> str:
        """Stable machine name of the refusal: the class name in snake case."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", type(self).__name__).lower()

    @property
    def message(self) -> str:
        """The sentence in the language of the request."""
        return str(self.sentence) % self.values if self.values else str(self.sentence)

    @property
    def fields(self) -> Mapping[str, str]:
        """Sentences by field name, for forms and the API."""
        return {self.field: self.message} if self.field else {}


class InvalidFields(DomainError):
    """Several fields are wrong at once; ``errors`` maps a field path (``coverage-0-zone``) to its sentence."""

    sentence = _l("Certains champs sont à corriger.")

    def __init__(self, errors: Mapping[str, Label]) -> None:
        super().__init__()
        self.errors = dict(errors)

    @property
    def fields(self) -> Mapping[str, str]:
        return {name: str(sentence) for name, sentence in self.errors.items()}


class BadQuery(DomainError):
    """A filter, sort, group or cursor that the list does not know."""

    status = 400
    sentence = _l("Ce filtre ou ce tri n’existe pas : %(name)s.")


class Forbidden(DomainError):
    """The acting person's roles do not allow this."""

    status = 403
    sentence = _l("Accès refusé : votre rôle ne permet pas cette action.")


class NotFound(DomainError):
    """The record does not exist, or not for this person: the two are never told apart."""

    status = 404
    sentence = _l("Cette fiche n’existe pas ou plus.")


class WrongState(DomainError):
    """A transition was asked from a state that does not allow it."""

    status = 409
    sentence = _l("Action impossible : la fiche est à l’état « %(state)s ».")


class StaleVersion(DomainError):
    """Somebody else saved the record since it was read. ``current`` holds its present values by field name."""

    status = 409
    sentence = _l(
        "Cette fiche a été modifiée entre-temps par %(actor)s : %(changed)s. Vérifiez puis enregistrez de nouveau."
    )

    def __init__(self, *, actor: str, changed: str, version: int, current: Mapping[str, Any]) -> None:
        super().__init__(actor=actor, changed=changed)
        self.version = version
        self.current = current


class Duplicate(DomainError):
    """A unique value is already taken, found before or during the write."""

    status = 409
    sentence = _l("Cette valeur est déjà utilisée par une autre fiche.")


class RecordInUse(DomainError):
    """Other records still point at the one to delete."""

    status = 409
    sentence = _l("Suppression impossible : d’autres fiches utilisent celle-ci.")
