"""Refusals around payments, each with the article that decides."""

from app.errors import DomainError
from app.i18n import _l


class MethodUnavailable(DomainError):
    """No provider of the operator takes this method."""

    sentence = _l("Choisissez un mode de règlement proposé.")
    rule = "CGV-6.4"


class NoProvider(DomainError):
    """The operator has no provider that may be used on this installation."""

    status = 409
    sentence = _l("Aucun moyen de paiement n’est ouvert pour le moment.")
    rule = "CGV-6.4"


class OperatorUnconfirmed(DomainError):
    """Real money waits until the identity of the operator was compared with its Kbis."""

    status = 409
    sentence = _l("Les paiements réels attendent la confirmation de l’identité de l’entreprise.")
    rule = "CGV-0.3"


class ProviderUnreachable(DomainError):
    """The provider did not answer: no page was opened, nothing can be debited."""

    status = 503
    sentence = _l("Le prestataire de paiement ne répond pas. Rien n’a été débité, réessayez.")
    rule = "CGV-6.4"


class OrderNotPayable(DomainError):
    """The order is paid, or was never confirmed."""

    status = 409
    sentence = _l("Cette commande n’attend pas de paiement.")
    rule = "CGV-6.4"


class NotByHand(DomainError):
    """Only what no provider captures is confirmed by a person."""

    sentence = _l("Seuls un virement ou un chèque se confirment à la main.")
    rule = "CGV-6.4"


class BankReferenceMissing(DomainError):
    """A confirmation names the line of the bank statement it rests on."""

    sentence = _l("Indiquez la référence de l’opération sur le relevé.")
    rule = "CGV-6.4"


class ReceivedInFuture(DomainError):
    """Money that has not come is not confirmed."""

    sentence = _l("La date de réception ne peut pas être à venir.")
    rule = "CGV-6.4"


class BadSignature(DomainError):
    """The call does not come from the provider, was changed on its way, or is an old one played again."""

    status = 401
    sentence = _l("Signature absente, fausse ou périmée.")
    rule = "CGV-6.4"


class BadEvent(DomainError):
    """The provider said something that this adapter does not read."""

    status = 400
    sentence = _l("Événement de paiement illisible.")
    rule = "CGV-6.4"
