"""One member of an enumeration."""

from app.i18n import _l
from app.models.choices import Choice
from app.models.kinds.kind import InvalidValue, Kind


class ChoiceKind(Kind):
    """One member of an enumeration, by its code."""

    name = "choice"

    def __init__(self, choices: type[Choice]) -> None:
        self.choices = choices

    def clean(self, value: str) -> Choice:
        try:
            return self.choices.of(value)
        except ValueError as error:
            raise InvalidValue(_l("Choisissez une valeur de la liste.")) from error

    def to_json(self, value: Choice) -> str:
        return value.code

    def show(self, value: Choice) -> str:
        return str(value.label)

    def edit(self, value: Choice) -> str:
        return value.code


class State(ChoiceKind):
    """A workflow state: never typed, changed by transitions only."""

    name = "state"
