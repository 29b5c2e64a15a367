"""Refusals of the add-on notifications: what a provider sends."""

from app.errors import DomainError
from app.i18n import _l


class NotSigned(DomainError):
    """The caller does not hold the secret."""

    status = 401
    sentence = _l("Signature absente ou fausse.")
    rule = "CGV-16.3"


class NotReadable(DomainError):
    """The body is not a delivery report."""

    sentence = _l("Accusé d’envoi illisible.")
    rule = "CGV-16.3"
