"""Refusals of a sale, each with the article that decides."""

from addons.matching.services import Obstacle
from app.errors import DomainError
from app.i18n import _l


class AlreadyTaken(DomainError):
    """Another professional has the request in his basket, or bought it."""

    status = 409
    sentence = _l("Cette demande vient d’être attribuée à un autre professionnel.")
    rule = "CGV-3.8"


class RequestExpired(DomainError):
    """The publication window of the request is over."""

    status = 409
    sentence = _l("Cette demande a expiré.")
    rule = "CGV-13.2"


class NotYetOpen(DomainError):
    """Every professional of a wave may buy from the same instant, which has not come."""

    status = 409
    sentence = _l("Cette demande n’est pas encore ouverte : réessayez dans quelques instants.")
    rule = "CGV-3.8"


class NotEligible(DomainError):
    """The request was offered to the professional, who may no longer buy it: the first obstacle says why."""

    status = 403
    sentence = _l("Cette demande n’est pas proposée à votre entreprise.")
    rule = "CGV-3.13"

    def __init__(self, obstacle: Obstacle) -> None:
        super().__init__()
        self.obstacle = obstacle
        self.rule = obstacle.rule or self.rule  # type: ignore[misc]  # each obstacle has its own article

    @property
    def message(self) -> str:
        return str(self.obstacle.sentence)


class TermsNotAccepted(DomainError):
    """The professional did not expressly accept the terms in force."""

    sentence = _l("Vous devez accepter les CGV en vigueur avant de passer commande.")
    rule = "CGV-1.5"


class PriceChanged(DomainError):
    """The price on the professional's screen is not the present one; nothing is reserved nor charged."""

    status = 409
    sentence = _l("Le tarif a été modifié : veuillez confirmer le nouveau prix.")
    rule = "CGV-6.6"


class DeclarationsMissing(DomainError):
    """The professional did not declare that he is near and available, as the urgency asks."""

    sentence = _l("Confirmez votre proximité et votre disponibilité.")
    rule = "CGV-9.9"


class BasketExpired(DomainError):
    """The basket ended before it was confirmed or paid."""

    status = 409
    sentence = _l("Votre panier a expiré : reprenez la demande si elle est encore proposée.")
    rule = "CGV-3.8"


class AccessSuspended(DomainError):
    """The professional may not order at present."""

    status = 403
    sentence = _l("Votre accès est suspendu. Contactez le service.")
    rule = "CGV-10.4"


class PaymentUnderWay(DomainError):
    """A payment was begun and the provider has not said yes or no: the basket stays as it is."""

    status = 409
    sentence = _l("Nous vérifions votre paiement, ne payez pas une seconde fois.")
    rule = "CGV-6.4"


class PaymentRequired(DomainError):
    """No captured payment stands behind this line."""

    status = 403
    sentence = _l("Paiement requis avant l’accès aux coordonnées.")
    rule = "CGV-3.9"


class ContactMasked(DomainError):
    """The service was rendered, or the window is over: the copy no longer exists."""

    status = 410
    sentence = _l("Prestation réalisée : coordonnées masquées (art. 19 CGV).")
    rule = "CGV-19.6"


class LostReasonMissing(DomainError):
    """An outcome without works says why."""

    sentence = _l("Indiquez pourquoi les travaux n’ont pas été obtenus.")
    rule = "CGV-2.9"


class CannotFulfil(DomainError):
    """What was captured cannot be honoured and goes back; each subclass says why."""

    status = 409
    sentence = _l("La demande ne peut plus être remise : le règlement est remboursé.")
    rule = "CGV-3.8"


class SoldMeanwhile(CannotFulfil):
    """Somebody else has the request in his basket, or bought it."""

    sentence = _l("La demande a été attribuée entre-temps : le règlement est remboursé.")


class PaidAlready(CannotFulfil):
    """The order was paid by another payment."""

    sentence = _l("La commande était déjà réglée : le second règlement est remboursé.")
    rule = "CGV-6.4"


class NoLongerOffered(CannotFulfil):
    """The request expired, was withdrawn, or its contact was erased."""

    sentence = _l("La demande n’est plus proposée : le règlement est remboursé.")


class BuyerSuspended(CannotFulfil):
    """The professional was suspended while he paid: contact details go to nobody, money goes back."""

    sentence = _l("Votre accès a été suspendu pendant le règlement, qui est remboursé.")
    rule = "CGV-10.4"


class OutcomeMissing(DomainError):
    """Nothing of the list was chosen."""

    sentence = _l("Indiquez la suite donnée.")
    rule = "CGV-2.9"
