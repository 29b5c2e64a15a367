"""What identification answers to people."""

from datetime import datetime

from app.access.grants import Audience
from app.errors import DomainError
from app.formats import PARIS
from app.i18n import _l
from app.settings import Settings


class SignInRequired(DomainError):
    """Nobody is signed in."""

    status = 401
    sentence = _l("Connectez-vous pour continuer.")


class WrongCredentials(DomainError):
    """Unknown name, wrong password or closed account: never told apart."""

    status = 401
    sentence = _l("Identifiant ou mot de passe incorrect.")


class TooManyAttempts(DomainError):
    """The limit of attempts is reached; the sentence says when to try again (Europe/Paris)."""

    status = 429
    sentence = _l("Trop d’essais. Réessayez à partir de %(time)s.")

    def __init__(self, retry_at: datetime) -> None:
        self.retry_at = retry_at
        super().__init__(time=f"{retry_at.astimezone(PARIS):%H:%M:%S}")


class OtherDoor(DomainError):
    """The account is one of the other audience: professionals and staff do not enter by the same door."""

    status = 403
    sentence = _l("Ce compte ne s’ouvre pas ici : connectez-vous sur %(address)s.")

    def __init__(self, audience: Audience, settings: Settings) -> None:
        super().__init__(address=settings.base_url if audience is Audience.STAFF else settings.portal_url)


class LinkExpired(DomainError):
    """The link was used, replaced, or is too old."""

    status = 410
    sentence = _l("Ce lien n’est plus valable. Demandez-en un nouveau.")


class PasswordTooShort(DomainError):
    """Fewer characters than the minimum."""

    sentence = _l("Choisissez au moins %(length)s caractères.")


class PasswordTooLong(DomainError):
    """More characters than anybody remembers, or than it is safe to hash."""

    sentence = _l("Choisissez au plus %(length)s caractères.")


class PasswordTooCommon(DomainError):
    """The password is on the list of common ones, or made of them."""

    sentence = _l("Ce mot de passe est trop facile à deviner. Plusieurs mots sans rapport font un bon mot de passe.")


class PasswordsDiffer(DomainError):
    """The password and its repetition."""

    sentence = _l("Les deux mots de passe diffèrent.")


class WrongPassword(DomainError):
    """The present password, asked again before a change."""

    sentence = _l("Mot de passe actuel incorrect.")


class LastAdministrator(DomainError):
    """Nobody could administer accounts any more."""

    status = 409
    sentence = _l("Il doit rester au moins un compte actif qui administre les comptes.")


class OwnAccount(DomainError):
    """Somebody would lock himself out."""

    status = 409
    sentence = _l("Vous ne pouvez pas désactiver votre propre compte.")


class UnknownRole(DomainError):
    """A role no add-on declares."""

    sentence = _l("Ce rôle n’existe pas : %(names)s.")


class MixedAudience(DomainError):
    """Roles of the staff and of professionals on one account."""

    sentence = _l("Un compte ne réunit jamais des rôles du personnel et des professionnels.")
