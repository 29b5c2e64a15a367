"""A question asked before something is done: what a transition needs to know, or whether to delete for good."""

from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from app.i18n import _
from app.models.fields import Field
from app.models.workflow import Parameter, Transition
from app.records.parameters import kind_of, plain_type
from app.screens.forms.asked import Asked
from app.screens.forms.record_form import RecordForm


@dataclass(frozen=True, slots=True)
class Question:
    """What ``dialog.html`` asks: posting its form to ``url`` does it, ``back`` is the page of the record."""

    title: str
    sentence: str
    verb: str
    url: str
    back: str
    form: RecordForm
    danger: bool


def transition_question(
    transition: Transition, record: str, back: str, typed: MultiDict[str, str] | None = None
) -> Question:
    """The dialog of a transition on the record called ``record``."""
    return Question(
        title=_("%(action)s : %(record)s", action=transition.label, record=record),
        sentence=str(transition.confirm),
        verb=str(transition.label),
        url=f"{back}/action/{transition.name}",
        back=back,
        form=RecordForm([_asked(parameter) for parameter in transition.parameters], typed),
        danger=transition.danger,
    )


def deletion_question(record: str, back: str) -> Question:
    """The dialog before a deletion."""
    return Question(
        title=_("Supprimer « %(record)s » ?", record=record),
        sentence=_("La fiche et ses lignes seront supprimées. Cette action est définitive."),
        verb=_("Supprimer"),
        url=f"{back}/supprimer",
        back=back,
        form=RecordForm([]),
        danger=True,
    )


def _asked(parameter: Parameter) -> Asked:
    kind = kind_of(parameter)
    target = plain_type(parameter) if kind.name == "ref" else None
    field = Field(kind, parameter.asked.label, parameter.asked.help)
    return Asked(parameter.name, field, required=parameter.required and kind.name != "flag", target=target)
