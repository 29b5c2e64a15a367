"""Refusals around requests, each with the article that decides."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from app.errors import DomainError
from app.i18n import Label, _l
from app.records.refusals import REQUIRED

if TYPE_CHECKING:
    from addons.leads.again import Similar


class CallRequired(DomainError):
    """A request comes from a call, and stays with it."""

    sentence = _l("Une demande naît d’un appel : choisissez-le à la création.")
    rule = "CGV-5.4"


class DecidedApart(DomainError):
    """What a call is beside a close request is decided by an action, with its consequences."""

    sentence = _l("Utilisez l’action « Départager de la demande proche ».")
    rule = "CGV-5.4"


class NotEditable(DomainError):
    """What professionals read, and what the price rests on, changes in a draft alone."""

    status = 409
    sentence = _l("Rouvrez d’abord la demande : ce champ ne change plus à l’état « %(state)s ».")
    rule = "CGV-5.4"


class PhoneRequired(DomainError):
    """Nobody can be put in touch with a client without a number."""

    sentence = _l("Un numéro de téléphone du Client est requis.")
    rule = "CGV-3.11"


class Incomplete(DomainError):
    """Some of what a request needs is missing; ``fields`` names each."""

    sentence = _l("Complétez d’abord : %(missing)s.")
    rule = "CGV-5.4"

    def __init__(self, missing: Mapping[str, Label]) -> None:
        super().__init__(missing=", ".join(str(label) for label in missing.values()))
        self.names = tuple(missing)

    @property
    def fields(self) -> Mapping[str, str]:
        return {name: str(REQUIRED) for name in self.names}


class ContactInPublicText(DomainError):
    """The public description holds a phone number, an e-mail address or a link."""

    sentence = _l("La description publique ne doit contenir aucune coordonnée.")
    rule = "CGV-3.12"


class StreetToConfirm(DomainError):
    """The public description seems to name a street."""

    sentence = _l("La description semble citer une rue : retirez-la, ou confirmez qu’elle n’identifie personne.")
    rule = "CGV-3.12"


class TradeNotServed(DomainError):
    """The trade is switched off, or the need is."""

    sentence = _l("Ce métier ou ce besoin n’est plus proposé.")
    rule = "CGV-2.1"


class NeedOfOtherTrade(DomainError):
    """The need belongs to another trade."""

    sentence = _l("Ce besoin n’est pas du métier choisi.")
    rule = "CGV-5.4"


class AnswerExpected(DomainError):
    """Somebody asked for something close within a day: the agent says first what this call is."""

    status = 409
    sentence = _l(
        "Demande proche depuis moins de 24 heures (%(references)s) : dites d’abord si c’est la même demande, un suivi, "
        "une réclamation, une question de droits ou une nouvelle demande."
    )
    rule = "CGV-5.4"

    def __init__(self, similar: Sequence["Similar"]) -> None:
        super().__init__(field="again", references=", ".join(item.lead.reference or "—" for item in similar))
        self.similar = tuple(similar)


class NothingSimilar(DomainError):
    """There is no close request to compare with."""

    sentence = _l("Aucune demande proche : rien à départager.")
    rule = "CGV-5.4"


class NothingToCreate(DomainError):
    """The call is about a request that exists: no other is made."""

    status = 409
    sentence = _l("Rien n’est créé : cet appel concerne la demande %(reference)s.")
    rule = "CGV-5.4"


class AgainReasonRequired(DomainError):
    """A second publication of a close request is explained."""

    sentence = _l("Expliquez pourquoi une demande proche est publiée de nouveau.")
    rule = "CGV-3.16"


class PriceRequired(DomainError):
    """A request without price cannot be published."""

    sentence = _l("Un tarif est requis avant publication.")
    rule = "CGV-3.16"


class TransferNoticeRequired(DomainError):
    """The client was not told that his contact details go to a professional, or he refused."""

    sentence = _l("Le Client doit être informé de la transmission de ses données.")
    rule = "CGV-19.4"


class NotForSale(DomainError):
    """The client, or somebody for him, forbade the transfer."""

    sentence = _l("Cette demande ne doit pas être transmise.")
    rule = "CGV-19.4"


class SellingDisabled(DomainError):
    """The operator does not sell introductions."""

    sentence = _l("Cette entreprise ne vend pas de mises en relation : la demande ne peut pas être publiée.")
    rule = "CGV-3.16"


class Expired(DomainError):
    """The publication is over."""

    status = 409
    sentence = _l("Cette demande a expiré.")
    rule = "CGV-13.2"


class NotYetExpired(DomainError):
    """The publication lasts until its last second included."""

    status = 409
    sentence = _l("La publication n’est pas terminée.")
    rule = "CGV-13.2"


class NoteRequired(DomainError):
    """A request comes back on sale because the client still wants it: say so."""

    sentence = _l("Notez que le Client confirme sa demande.")
    rule = "CGV-13.2"


class OutcomeNotAllowed(DomainError):
    """What a professional did is not a reason to withdraw a request nobody bought."""

    sentence = _l("Motif attendu : client désisté, servi ailleurs, numéro erroné, doublon ou sans suite.")
    rule = "CGV-5.4"


class TooSoonOffNetwork(DomainError):
    """The network has its thirty minutes first."""

    status = 409
    sentence = _l("La demande reste au réseau %(minutes)s minutes avant d’être confiée hors réseau.")
    rule = "CGV-19.8"


class ObligationsRequired(DomainError):
    """A professional outside the network accepts the obligations on the client's data first."""

    sentence = _l("Le professionnel hors réseau doit d’abord accepter ses obligations.")
    rule = "CGV-19.9"
