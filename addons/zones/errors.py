"""Refusals about places."""

from app.errors import DomainError
from app.i18n import _l


class PlaceNotChosen(DomainError):
    """A line names no place, or several."""

    sentence = _l("Indiquez une seule chose par ligne : un département, une commune ou un code postal.")
    rule = "CGV-3.13"


class UnknownPostalCode(DomainError):
    """No commune of France has this postal code."""

    sentence = _l("Aucune commune n’a le code postal %(postal_code)s : vérifiez les 5 chiffres.")
    rule = "CGV-3.13"


class PostalCodeDisagrees(DomainError):
    """The commune exists, under other postal codes."""

    sentence = _l("Le code postal %(postal_code)s n’est pas celui de %(commune)s (%(expected)s).")
    rule = "CGV-18.4"
