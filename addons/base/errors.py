"""Refusals of the add-on base."""

from app.errors import DomainError
from app.i18n import _l


class InvalidHost(DomainError):
    """The address of a site is not a domain name."""

    sentence = _l("Nom de domaine attendu, sans adresse de page, par exemple exemple.fr.")
    rule = "CGV-0.5"


class InvalidPostalCode(DomainError):
    """The postal code of a French head office is not five digits."""

    sentence = _l("Le code postal compte 5 chiffres, par exemple 30000.")
    rule = "CGV-0.4"


class InvalidSiret(DomainError):
    """A SIRET has fourteen digits and begins with the SIREN."""

    sentence = _l("Le SIRET compte 14 chiffres et commence par le SIREN.")
    rule = "CGV-0.3"


class MandateReversed(DomainError):
    """The end of a mandate precedes its start."""

    sentence = _l("La fin du mandat ne peut pas précéder son début.")
    rule = "CGV-3.3"


class MandateMissing(DomainError):
    """A mandated contractor has no start of mandate."""

    sentence = _l("Un prestataire doit avoir un mandat : indiquez sa date de début.")
    rule = "CGV-3.3"


class OperatorIncomplete(DomainError):
    """An operator cannot be confirmed while its legal identity has holes."""

    sentence = _l("Complétez d’abord : %(missing)s.")
    rule = "CGV-0.2"


class IdentityConfirmed(DomainError):
    """The legal identity of a confirmed operator cannot change silently."""

    sentence = _l("Cette identité a été confirmée sur le Kbis : retirez d’abord la confirmation.")
    rule = "CGV-0.3"
