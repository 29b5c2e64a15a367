"""What a workflow promises: every state it declares can be reached from its start."""

from collections.abc import Iterable, Iterator

from app.models.base import Base
from app.models.choices import Choice
from app.models.description import state_field
from app.models.workflow import transitions


def problems(models: Iterable[type[Base]]) -> Iterator[str]:
    """States that no chain of transitions leads to."""
    for model in models:
        field = state_field(model)
        if field is None:
            continue
        column = field.attribute.property.columns[0]
        states: type[Choice] = column.type.choices
        reached = _reached(model, column.default.arg)
        for state in states:
            if state not in reached:
                yield f"{model.__name__} : aucune transition ne mène à l’état « {state.code} »"


def _reached(model: type[Base], start: Choice) -> set[Choice]:
    reached, before = {start}, 0
    while len(reached) > before:
        before = len(reached)
        reached |= {item.to for item in transitions(model).values() if item.sources & reached}
    return reached
