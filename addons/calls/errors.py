"""Refusals around calls and call-backs, each with the article that decides."""

from app.errors import DomainError
from app.i18n import _l


class UnknownLine(DomainError):
    """No site has the line that was dialled: the agent says which site the client saw."""

    sentence = _l("Ligne inconnue : choisissez le site.")
    rule = "CGV-5.2"


class CallInFuture(DomainError):
    """A call is written down while it lasts or after it, never before."""

    sentence = _l("L’appel ne peut pas commencer dans le futur.")
    rule = "CGV-21.1"


class CallTold(DomainError):
    """The notice and the choice of the client stand on these facts: they no longer change."""

    status = 409
    sentence = _l("Le Client a été informé : le site, le sens et l’heure de l’appel ne changent plus.")
    rule = "CGV-21.2"


class NotMandated(DomainError):
    """The agent does not work for the operator of the call that day."""

    sentence = _l("Vous n’avez pas de mandat en cours pour cette entreprise.")
    rule = "CGV-3.3"


class TrainingRequired(DomainError):
    """The agent is neither of the trade nor trained."""

    sentence = _l("Formation interne requise pour qualifier une demande.")
    rule = "CGV-3.5"


class RecordingRequired(DomainError):
    """The client has not accepted the recording, and the terms end the call there."""

    sentence = _l("Sans enregistrement, la demande ne peut pas être prise en charge (art. 21 CGV).")
    rule = "CGV-21.5"


class NoticeRequired(RecordingRequired):
    """Nothing is written down before the client was told of the recording."""

    sentence = _l("Informez d’abord le Client de l’enregistrement.")
    rule = "CGV-21.2"


class NoticeOutsideCall(DomainError):
    """The notice is given during the call: neither before it began nor in the future."""

    sentence = _l("L’information se donne pendant l’appel, entre son début et maintenant.")
    rule = "CGV-21.2"


class CallEnded(DomainError):
    """The call is over: what the client said in it no longer changes."""

    status = 409
    sentence = _l("L’appel est terminé.")
    rule = "CGV-21.3"


class TooManyForms(DomainError):
    """Too many call-back forms came from the same address within an hour."""

    status = 429
    sentence = _l("Trop de demandes depuis cette adresse : réessayez dans une heure, ou appelez-nous.")
    rule = "CGV-5.3"
