"""What the agent says: who calls, that the call is recorded, what becomes of what is told (E-21, CGV-21.2)."""

from dataclasses import dataclass

from addons.base.models import Site
from addons.calls.parameters import ON_REFUSAL, RECORDING_RETENTION_MONTHS, OnRefusal
from addons.leads.call_screen.words import typeset
from app.access import current_account
from app.i18n import _, ngettext
from app.models.parameters import value


@dataclass(frozen=True, slots=True)
class Script:
    """Sentences to read aloud, in the words of the company of the site."""

    notice: tuple[str, ...]
    refused: tuple[str, ...]
    transfer: str
    questions: tuple[str, ...]


def script_of(site: Site) -> Script:
    """The script of a call from ``site``: operator, months of keeping and refusal policy are those in force."""
    return Script(
        notice=_set(_welcome(site), _keeping(site), _("Acceptez-vous d’être enregistré ? »")),
        refused=_set(
            _("« Je comprends, l’enregistrement s’arrête et rien n’est conservé de notre échange."),
            _("Sans enregistrement, je ne peux pas prendre votre demande en charge. Bonne journée. »"),
        ),
        transfer=typeset(
            _("« Vos coordonnées iront à un seul professionnel, qui vous rappellera ; c’est gratuit. D’accord ? »")
        ),
        questions=_set(
            _("« À quel numéro peut-on vous rappeler ? » Relisez-le par paires."),
            _("« Que se passe-t-il chez vous ? Depuis quand ? »"),
            _("« Dans quelle commune, et à quelle adresse ? »"),
        ),
    )


def _welcome(site: Site) -> str:
    return _(
        "« Bonjour, %(site)s, %(name)s à votre écoute. Notre échange est enregistré par %(operator)s, pour garder la "
        "preuve de votre demande et former nos équipes.",
        site=site.label,
        name=current_account().first_name,
        operator=site.operator.legal_name,
    )


def _keeping(site: Site) -> str:
    months = value(RECORDING_RETENTION_MONTHS, site.operator_id)
    goes_on = value(ON_REFUSAL, site.operator_id) is OnRefusal.CONTINUE_UNRECORDED
    kept = ngettext(
        "L’enregistrement est conservé %(num)d mois au plus.",
        "L’enregistrement est conservé %(num)d mois au plus.",
        months,
    )
    told = _("Vos coordonnées ne seront transmises qu’à un professionnel qui vous rappellera.")
    if goes_on:
        refusing = _("Vous pouvez refuser : nous continuerons sans enregistrer.")
    else:
        refusing = _("Vous pouvez refuser : dans ce cas, je ne pourrai pas prendre votre demande en charge.")
    return f"{kept} {told} {refusing}"


def _set(*sentences: str) -> tuple[str, ...]:
    return tuple(typeset(sentence) for sentence in sentences)
