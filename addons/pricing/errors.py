"""Refusals of pricing, each with the article that decides."""

from app.errors import DomainError
from app.i18n import _l


class PriceOutOfBounds(DomainError):
    """The price is outside the bounds of the terms in force, or has more than two decimals."""

    sentence = _l("Le tarif doit être compris entre %(minimum)s et %(maximum)s HT.")
    rule = "CGV-6.12"


class ReasonMissing(DomainError):
    """The agent does not follow the proposal and does not say why."""

    sentence = _l("Expliquez en une phrase pourquoi le tarif s’écarte de la proposition.")
    rule = "CGV-6.8"


class FactorsMissing(DomainError):
    """The rules in force need something that the request does not say."""

    sentence = _l("Pour établir le tarif, renseignez d’abord : %(missing)s.")
    rule = "CGV-6.8"


class PriceFrozen(DomainError):
    """Somebody holds the request, or bought it: the price he saw is the price."""

    status = 409
    sentence = _l("Le tarif ne change plus : la demande est à l’état « %(state)s ».")
    rule = "CGV-6.7"


class LinkedToBuyer(DomainError):
    """The agent is also a professional who could buy the request."""

    status = 403
    sentence = _l(
        "Vous êtes lié au professionnel %(reference)s, qui peut acheter cette demande : un collègue la tarife."
    )
    rule = "DEC-59"


class NotPriced(DomainError):
    """A ticket was asked of a request without a price."""

    sentence = _l("Cette demande n’a pas encore de tarif.")
    rule = "CGV-6.2"


class HoursIncomplete(DomainError):
    """A rule names one end of its hours only, or twice the same."""

    sentence = _l("Indiquez les deux heures, différentes, ou aucune.")
    rule = "CGV-6.10"


class CompetitorsReversed(DomainError):
    """A rule asks for more competitors at least than at most."""

    sentence = _l("Le nombre minimal de concurrents dépasse le nombre maximal.")
    rule = "CGV-6.9"


class NeedOfAnotherTrade(DomainError):
    """A rule names a need that is not one of its trade: it would never hold."""

    sentence = _l("Ce besoin n’est pas de ce métier : la règle ne s’appliquerait jamais.")
    rule = "CGV-6.8"


class LinesFollowThePrice(DomainError):
    """Somebody removes a line by hand: the rest would no longer sum to the price."""

    status = 409
    sentence = _l("Une ligne de tarif ne se supprime pas : tarifez de nouveau la demande.")
    rule = "CGV-6.7"
