"""Who may do what, as the table people read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.access.grants import Model
from app.access.rules import Rules
from app.i18n import Label, _l
from app.models.base import Base
from app.models.workflow import transitions

WORDS: Mapping[str, Label] = {
    "read": _l("voir"),
    "create": _l("créer"),
    "write": _l("modifier"),
    "delete": _l("supprimer"),
    "administer": _l("administrer"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One model: for each role code, the words it carries, and whether only on some rows or fields."""

    label: Label
    cells: Mapping[str, tuple[list[Label], bool]]


def matrix(rules: Rules) -> Iterator[Line]:
    """One line per model that something is granted on, in the order of the declarations."""
    for model in rules.models:
        cells: dict[str, tuple[list[Label], bool]] = {}
        for grant in rules.grants(model):
            words, partly = cells.get(grant.role.code, ([], False))
            words += [_word(model, word) for word in grant.may.split()]
            cells[grant.role.code] = (words, partly or grant.where is not None or grant.fields is not None)
        yield Line(_label(model), cells)


def _label(model: Model) -> Label:
    return model.names.plural if issubclass(model, Base) else model.__name__


def _word(model: Model, word: str) -> Label:
    """What people call a word: ours, else the label of the transitions it allows."""
    if word in WORDS or not issubclass(model, Base):
        return WORDS.get(word, word)
    labels = [str(transition.label).lower() for transition in transitions(model).values() if transition.may == word]
    return " / ".join(labels) or word
