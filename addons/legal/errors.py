"""Refusals of the add-on legal, each with the article that decides."""

from app.errors import DomainError
from app.i18n import _l


class NoTermsInForce(DomainError):
    """The operator published no terms, or none that hold at that instant: nothing can be ordered (DEC-44)."""

    status = 409
    sentence = _l("Aucune CGV en vigueur : commande impossible.")
    rule = "CGV-1.5"


class PublishedIsImmutable(DomainError):
    """A published version keeps its text, its parameters and its dates: a change is a new version."""

    status = 403
    sentence = _l("Une version publiée ne peut plus être modifiée.")
    rule = "CGV-1.6"


class PriceBoundsReversed(DomainError):
    """The lowest price is zero or less, or above the highest."""

    sentence = _l("Le tarif minimal doit être supérieur à zéro et ne pas dépasser le tarif maximal.")
    rule = "CGV-6.13"


class TextDisagrees(DomainError):
    """The text does not say a parameter that it sets, or whose text it is."""

    sentence = _l("Le texte ne cite pas « %(missing)s » : mettez-le d’accord avec la fiche avant de le publier.")
    rule = "CGV-6.12"


class OperatorUnknown(DomainError):
    """The operator's legal identity has holes: its terms would not say who sells."""

    sentence = _l("Complétez d’abord la fiche de l’entreprise : %(missing)s.")
    rule = "CGV-0.2"


class NoticeRequired(DomainError):
    """A version is in force and professionals must know of the next one some days before."""

    sentence = _l("Un préavis de %(days)s jours est dû aux professionnels : programmez cette version.")
    rule = "CGV-22.4"


class NoticeTooShort(DomainError):
    """The date leaves less than the notice."""

    sentence = _l("Le préavis est de %(days)s jours : choisissez une date à partir du %(earliest)s.")
    rule = "CGV-22.4"
