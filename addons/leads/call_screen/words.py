"""Sentences that the script of the call screen shows by itself: it holds none of its own."""

import re

from markupsafe import Markup

from addons.calls.models import Call, CallState
from app.formats import NARROW, NBSP
from app.i18n import _
from app.privacy.vault.errors import InvalidPhone

_SPACES = (
    (re.compile("« "), f"«{NBSP}"),
    (re.compile(" »"), f"{NBSP}»"),
    (re.compile(" (?=[;!?])"), NARROW),
    (re.compile(" (?=:)"), NBSP),
)


def typeset(text: str) -> str:
    """The same sentence with the spaces of French typography: nothing is left alone at the end of a line."""
    for pattern, spaced in _SPACES:
        text = pattern.sub(spaced, text)
    return text


def of_the_script() -> dict[str, str]:
    """By the names the script uses."""
    told = {
        "offline": _("Connexion perdue. Rien n’est perdu, Relais réessaie."),
        "signedOut": _(
            "Votre session est terminée. Rien n’est perdu : reconnectez-vous dans un autre onglet, Relais réessaie."
        ),
        "somebodyElse": _(
            "Une autre personne s’est connectée sur ce poste. Rien n’est perdu : reconnectez-vous à votre nom."
        ),
        "signIn": _("Se reconnecter"),
        "waiting": _("En attente"),
        "saving": _("Enregistrement…"),
        "saved": _("Enregistré"),
        "publish": _("Publier la demande"),
        "publishing": _("Publication…"),
        "toRead": _("Relu"),
        "read": _("Relu, exact"),
        "nobody": _("Aucune demande proche depuis 24 heures."),
        "nothing": _("Aucune proposition"),
        "choose": _("Choisissez une proposition de la liste."),
        "badPhone": str(InvalidPhone.sentence),
        "noContact": _("La description publique ne doit contenir aucune coordonnée."),
        "failed": _("Ce n’est pas enregistré. Ce qui est saisi reste sur cette page ; réessayez."),
        "reload": _("Recharger la page"),
        "keepMine": _("Garder ma saisie"),
        "takeTheirs": _("Reprendre la fiche enregistrée"),
        "refuseTitle": _("Le client refuse l’enregistrement ?"),
        "refuseText": _("L’appel prend fin et tout ce qui a été saisi est effacé. Cela ne s’annule pas."),
        "refuseAccept": _("Effacer et terminer"),
        "endTitle": _("Terminer sans demande ?"),
        "endText": _("Le brouillon est retiré : aucune demande ne sera publiée."),
        "endAccept": _("Terminer l’appel"),
        "alt": _("Alt"),
    }
    return {name: typeset(said) for name, said in told.items()}


def ended(call: Call, *, brought: bool) -> str:
    """What became of a call that is over, and whether it ``brought`` a request; nothing while it lasts."""
    if call.state is CallState.QUALIFIED:
        return _("Cet appel a donné une demande") if brought else _("Appel terminé sans demande")
    sentences = {
        CallState.REFUSED_RECORDING: _("Enregistrement refusé : l’appel est terminé"),
        CallState.ENDED_WITHOUT_REQUEST: _("Appel terminé sans demande"),
        CallState.MISSED: _("Appel manqué"),
    }
    return sentences.get(call.state, "")


def sentence(text: str) -> Markup:
    """A sentence where a panel would be."""
    return Markup('<p class="muted">{}</p>').format(text)
