"""What the vault refuses, in sentences for people; and what must never happen, for the log. None quotes a person."""

from app.errors import DomainError
from app.i18n import _l


class InvalidPhone(DomainError):
    """Not a number a person can be called on: wrong form, or one that costs the caller more (CGV-5.3)."""

    sentence = _l("Numéro de téléphone invalide.")
    rule = "CGV-5.3"


class InvalidEmail(DomainError):
    """Not an e-mail address."""

    sentence = _l("Adresse e-mail attendue, par exemple nom@exemple.fr.")


class InvalidCivility(DomainError):
    """A civility is shown even masked: it can only be one of those that name nobody."""

    sentence = _l("Civilité attendue : M. ou Mme.")


class TooLong(DomainError):
    """A field of a person holds more than ``LONGEST`` characters."""

    sentence = _l("Texte trop long : %(length)s caractères au plus.")


class InvalidPurpose(DomainError):
    """The reason of an opening is a short code, never a sentence somebody typed."""

    sentence = _l("Motif de consultation attendu : un code court, par exemple « rappel ».")


class ContactErased(DomainError):
    """The contact was erased: nothing is left to show."""

    status = 410
    sentence = _l("Les coordonnées de cette personne ont été effacées.")


class SealBroken(RuntimeError):
    """A bug or an attack: a sealed value was moved, changed, or sealed under another key."""


class NoKey(RuntimeError):
    """A bug: this process was not given the key that the operation needs."""
