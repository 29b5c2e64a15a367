"""Refusals of the life of a professional, each with the article that decides."""

from app.errors import DomainError, Duplicate
from app.i18n import _l


class ContactMissing(DomainError):
    """Nobody wrote down how the professional and the operator met."""

    sentence = _l("Notez d’abord un contact par e-mail ou par téléphone.")
    rule = "CGV-4.1"


class FirstContactByManager(DomainError):
    """The operator called first, and it was not a manager."""

    sentence = _l("Le premier contact sortant doit être fait par un gérant.")
    rule = "CGV-4.6"


class OffNetwork(DomainError):
    """A professional outside the network is a contact card, without account nor offers."""

    sentence = _l("Un professionnel hors réseau n’a pas de compte : passez-le d’abord dans le réseau.")
    rule = "CGV-3.2"


class TradeMissing(DomainError):
    """No main trade, or no trade at all."""

    sentence = _l("Indiquez au moins un métier et le métier principal.")
    rule = "CGV-1.3"


class MainTradeNotListed(DomainError):
    """The main trade is not among the declared trades."""

    sentence = _l("Le métier principal doit figurer parmi les métiers déclarés.")
    rule = "CGV-1.3"


class TradeNotServed(DomainError):
    """No live site of the operator handles any of the professional's active trades."""

    sentence = _l("Aucun site actif ne traite les métiers de ce professionnel.")
    rule = "CGV-2.1"


class ProfileNotDeclared(DomainError):
    """No coverage line at all."""

    sentence = _l("Le profil géographique doit être déclaré avant la création du compte.")
    rule = "CGV-4.9"


class ProfileNotValidated(DomainError):
    """Coverage lines exist, none is validated."""

    sentence = _l("Aucune zone d’intervention validée.")
    rule = "CGV-4.3"


class IdentityIncomplete(DomainError):
    """A mandatory datum of the account is empty."""

    sentence = _l("Complétez d’abord : %(missing)s.")
    rule = "CGV-18.4"


class StatementMissing(DomainError):
    """The professional did not state that he contracts for his trade."""

    sentence = _l(
        "Déclaration attendue : « Je contracte en qualité de professionnel, pour les besoins de mon activité "
        "principale. »"
    )
    rule = "CGV-1.2"


class TempAgencyUnchecked(DomainError):
    """Nobody asked whether the professional runs a temporary work agency."""

    sentence = _l("Vérifiez que le professionnel ne dirige pas une agence de travail temporaire.")
    rule = "CGV-10.9"


class TempAgencyRefused(DomainError):
    """Temporary work agencies are excluded."""

    sentence = _l("Les agences de travail temporaire ne sont pas admises.")
    rule = "CGV-10.9"


class Banned(DomainError):
    """The SIREN, the e-mail or the phone belongs to somebody whose access was closed for good."""

    sentence = _l("Accès définitivement clos.")
    rule = "CGV-8.2"


class AlreadyRegistered(Duplicate):
    """Another live file of the operator has this SIREN or this e-mail."""

    sentence = _l("Déjà utilisé par le dossier %(reference)s.")
    rule = "CGV-4.2"


class DocumentRefused(DomainError):
    """A document was judged not conform and no other replaces it."""

    sentence = _l("Document non conforme : %(document)s.")
    rule = "CGV-4.8"


class RectoVersoRequired(DomainError):
    """The identity document lacks a side, or is missing."""

    sentence = _l("Recto et verso requis.")
    rule = "CGV-18.6"


class IdentityExpired(DomainError):
    """The identity document is no longer valid that day."""

    sentence = _l("La pièce d’identité n’est plus valide.")
    rule = "CGV-18.6"


class KbisTooOld(DomainError):
    """The Kbis is missing, dated in the future, or three months old or more."""

    sentence = _l("Le Kbis doit dater de moins de %(months)s mois.")
    rule = "CGV-18.7"


class InsuranceExpired(DomainError):
    """A compulsory insurance is missing or does not cover that day."""

    sentence = _l("Attestation d’assurance expirée.")
    rule = "CGV-9.20"


class PolicyNumberMissing(DomainError):
    """An insurance certificate is declared conform without its policy number."""

    sentence = _l("Indiquez le numéro de police de l’attestation.")
    rule = "CGV-18.8"


class ValidityReversed(DomainError):
    """A document ends before it begins."""

    sentence = _l("La fin de validité ne peut pas précéder son début.")
    rule = "CGV-9.20"


class QualificationMissing(DomainError):
    """A regulated trade has neither diploma nor three years of experience."""

    sentence = _l("Diplôme ou 3 ans d’expérience requis.")
    rule = "CGV-9.24"


class SignatureMissing(DomainError):
    """The terms were not signed."""

    sentence = _l("Signature des CGV manquante.")
    rule = "CGV-2.3"


class SignatureSuperseded(DomainError):
    """The signature on file is that of a version which another one replaced."""

    sentence = _l("Les CGV ont changé depuis la signature : faites signer la version en vigueur.")
    rule = "CGV-2.3"


class SignedLater(DomainError):
    """A signature is recorded, never announced."""

    sentence = _l("La signature ne peut pas être à une date à venir.")
    rule = "CGV-2.3"


class VersionReplaced(DomainError):
    """Somebody accepts a text that is not the one in force: he read another."""

    status = 409
    sentence = _l("Les CGV ont changé entre-temps : lisez et acceptez la version en vigueur.")
    rule = "CGV-1.5"


class AccessEnded(DomainError):
    """The relation ended: no account is opened any more."""

    sentence = _l("La relation avec ce professionnel est terminée : aucun accès ne peut être ouvert.")
    rule = "CGV-10.4"


class ChannelUnknown(DomainError):
    """Offers travel by no such channel."""

    sentence = _l("Canal inconnu : choisissez l’e-mail ou le SMS.")
    rule = "CGV-16.3"


class PauseOutOfBounds(DomainError):
    """A pause ends after it begins, within a year."""

    sentence = _l("Une pause dure de 1 à %(longest)s jours.")
    rule = "CGV-1.4"


class FactsMissing(DomainError):
    """A decision without facts is no decision."""

    sentence = _l("Exposez les faits qui motivent la décision.")
    rule = "CGV-10.5"


class MotiveTooShort(DomainError):
    """The motive «other» must be explained."""

    sentence = _l("Avec « Autre motif », exposez les faits en %(minimum)s caractères au moins.")
    rule = "CGV-10.6"


class NoteMissing(DomainError):
    """A reinstatement is explained."""

    sentence = _l("Expliquez en une phrase pourquoi l’accès est rétabli.")
    rule = "CGV-10.4"


class NotTransferable(DomainError):
    """The account of a validated professional cannot pass to another company."""

    sentence = _l("Compte non cessible (intuitu personae).")
    rule = "CGV-22.14"
