"""Refusals of matching, each with the article that decides."""

from app.errors import DomainError
from app.i18n import _l


class NotOnOffer(DomainError):
    """The request left the market: sold, withdrawn or expired."""

    status = 409
    sentence = _l("Cette demande n’est plus proposée.")
    rule = "CGV-13.2"
