"""State machines: a method becomes a transition, a button, an API action and a permission at once.

A transition with consequences is performed by exactly one service (``@performs``); called anywhere else it raises
``NotPerformed``. Who may is decided by grants: ``may`` is the word a grant must carry.
"""

import inspect
from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, wraps
from typing import Annotated, Any, Concatenate, ParamSpec, TypeVar, cast, get_args, get_origin, get_type_hints

from blinker import Namespace

from app.errors import WrongState
from app.i18n import Label
from app.models.base import Base
from app.models.choices import Choice
from app.models.description import state_field

P = ParamSpec("P")
R = TypeVar("R")
Record = TypeVar("Record", bound=Base)

#: The word of transitions that timers, tasks and webhooks alone perform: no grant carries it.
SYSTEM_ONLY = "system"

#: Sent after the state changed, inside the transaction: sender = model class; ``record``, ``transition``, ``old``.
state_changed = Namespace().signal("state-changed")

_performing: ContextVar[frozenset[Callable[..., Any]]] = ContextVar("performing", default=frozenset())
_services: dict[Callable[..., Any], Callable[..., Any]] = {}


class NotPerformed(RuntimeError):
    """A bug: a transition with consequences was called outside the service that performs it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A parameter of a transition, as its dialog asks it: ``Annotated[str, Asked(_l("Motif"), long=True)]``."""

    label: Label
    help: Label = ""
    long: bool = False


@dataclass(frozen=True, slots=True)
class Parameter:
    """One typed parameter of a transition: what the dialog asks and what the API body holds."""

    name: str
    type: Any
    asked: Asked
    required: bool


@dataclass(frozen=True, slots=True)
class Transition:
    """A declared change of state. ``method`` is the plain function behind it."""

    name: str
    sources: frozenset[Choice]
    to: Choice
    label: Label
    may: str
    rule: str | None
    confirm: Label
    primary: bool
    danger: bool
    method: Callable[..., Any]

    @property
    def service(self) -> Callable[..., Any] | None:
        """The one service that performs it, or None when the method stands alone."""
        return _services.get(self.method)

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """What must be asked, from the typed signature of the service (or of the method)."""
        return _parameters(self.service or self.method)

    def perform(self, record: Base, **values: Any) -> Any:
        """Change the state through the service that performs it, or directly when there is none."""
        return (self.service or getattr(type(record), self.name))(record, **values)


def transition(
    sources: Choice | Iterable[Choice],
    *,
    to: Choice,
    label: Label,
    may: str,
    rule: str | None = None,
    confirm: Label = "",
    primary: bool = False,
    danger: bool = False,
) -> Callable[[Callable[Concatenate[Record, P], R]], Callable[Concatenate[Record, P], R]]:
    """Make a method the transition from ``sources`` to ``to``.

    The method holds the guards: it raises a DomainError to refuse, and the state changes when it returns. ``confirm``
    is the question asked before a change that cannot be undone. Raises WrongState from any other state.
    """
    starts = frozenset([sources] if isinstance(sources, Choice) else sources)

    def decorate(method: Callable[Concatenate[Record, P], R]) -> Callable[Concatenate[Record, P], R]:
        @wraps(method)
        def run(self: Record, *args: P.args, **kwargs: P.kwargs) -> R:
            if method in _services and method not in _performing.get():
                raise NotPerformed(f"{method.__qualname__} is performed by {_services[method].__qualname__}")
            name = _state_name(type(self))
            old = getattr(self, name)
            if old not in starts:
                raise WrongState(state=old.label)
            result = method(self, *args, **kwargs)
            setattr(self, name, to)
            state_changed.send(type(self), record=self, transition=declared, old=old)
            return result

        declared = Transition(
            method.__name__,
            starts,
            to,
            label,
            may,
            rule,
            confirm,
            primary,
            danger,
            method,
        )
        run.transition = declared  # type: ignore[attr-defined]
        return cast(Callable[Concatenate[Record, P], R], run)

    return decorate


def performs(target: Callable[..., Any]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a service the only performer of a transition: ``@performs(RecreditRequest.accept)``."""
    declared: Transition = target.transition  # type: ignore[attr-defined]

    def decorate(service: Callable[P, R]) -> Callable[P, R]:
        if declared.method in _services:
            raise TypeError(f"{declared.name} already has a performer")

        @wraps(service)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            token = _performing.set(_performing.get() | {declared.method})
            try:
                return service(*args, **kwargs)
            finally:
                _performing.reset(token)

        _services[declared.method] = run
        return run

    return decorate


@cache
def transitions(model: type[Base]) -> Mapping[str, Transition]:
    """Transitions of a model by name, in the order of their declaration."""
    found: dict[str, Transition] = {}
    for cls in reversed(model.__mro__):
        for name, value in vars(cls).items():
            if isinstance(declared := getattr(value, "transition", None), Transition):
                found[name] = declared
    return found


@cache
def _parameters(function: Callable[..., Any]) -> tuple[Parameter, ...]:
    hints = get_type_hints(function, include_extras=True)
    found = []
    for name, parameter in list(inspect.signature(function).parameters.items())[1:]:
        hint = hints[name]
        asked = Asked(name)
        if get_origin(hint) is Annotated:
            hint, *extras = get_args(hint)
            asked = next((extra for extra in extras if isinstance(extra, Asked)), asked)
        found.append(Parameter(name, hint, asked, parameter.default is inspect.Parameter.empty))
    return tuple(found)


def _state_name(model: type[Base]) -> str:
    field = state_field(model)
    if field is None:
        raise TypeError(f"{model.__name__} has transitions but no workflow column")
    return field.name
