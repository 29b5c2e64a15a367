"""The desk («guichet»): whatever the portal changes is a command that the back office's process carries out.

The portal's own login may only read. An add-on declares its commands in its part ``desk``::

    @desk.command("orders.claim")
    def claim(me: Account, lead_id: int) -> dict[str, object]: …

and its pages ask for them: ``desk.ask("orders.claim", lead_id=lead.id)``. A command runs in one transaction that the
desk commits: under the professional's own grants, or, when its first parameter is the ``Account`` that asks, as the
system on behalf of that person; it then checks by itself what is theirs.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import Parameter, signature
from types import NoneType, UnionType
from typing import Any, TypeAlias, TypeVar, Union, get_args, get_origin, get_type_hints

from app.access.asking import current_account
from app.access.identity import Account
from app.access.refusals import SignInRequired
from app.portal.desk_client import post

Scalar: TypeAlias = "str | int | bool | None"
Run = TypeVar("Run", bound=Callable[..., Any])

_NAME = re.compile(r"[a-z_]+\.[a-z_]+")
_SCALARS = {str, int, bool, NoneType}
#: What ``ask`` itself takes.
_TAKEN = {"key"}


class DeskError(RuntimeError):
    """A bug: a command is declared or asked for in a way that the desk does not know. The message says which."""


@dataclass(frozen=True, slots=True)
class Command:
    """Something that professionals may ask for: a function with the types of its parameters."""

    name: str
    run: Callable[..., Any]
    parameters: Mapping[str, frozenset[type]]
    required: frozenset[str]
    on_behalf: bool

    def __call__(self, given: Mapping[str, Scalar], me: Account) -> Any:
        """Carry it out. Raises DeskError for other parameters than its own, and what the function raises."""
        wrong = given.keys() - self.parameters.keys() | self.required - given.keys()
        wrong |= {name for name in given.keys() - wrong if type(given[name]) not in self.parameters[name]}
        if wrong:
            raise DeskError(f"{self.name}: {', '.join(sorted(wrong))}")
        return self.run(me, **given) if self.on_behalf else self.run(**given)


_commands: dict[str, Command] = {}


def command(name: str) -> Callable[[Run], Run]:
    """Declare a command under ``addon.verb``: a typed function of JSON scalars that returns a JSON value.

    What it returns goes to the portal and is kept for a day when it was asked for with a key: no personal data. It
    raises DomainError to refuse; the portal's ``ask`` raises the same refusal.
    """

    def declare(run: Run) -> Run:
        if not _NAME.fullmatch(name):
            raise DeskError(f"{name!r} is no name of a command: addon.verb")
        if name in _commands and _commands[name].run is not run:
            raise DeskError(f"{name} is declared twice")
        _commands[name] = _described(name, run)
        return run

    return declare


def find(name: str) -> Command | None:
    """The command of that name, if an add-on of this process declares one."""
    return _commands.get(name)


def ask(name: str, /, *, key: str | None = None, **parameters: Scalar) -> Any:
    """Have the back office carry out a command as the professional who is signed in; what it returned.

    ``key`` makes asking again harmless: the same key gets the first answer. Raises the DomainError of the command,
    SignInRequired when the session has ended meanwhile, Unavailable when nothing was done, Unanswered when nobody
    knows.
    """
    token = current_account().token
    if token is None:
        raise SignInRequired
    return post(name, {"token": token, "key": key, "parameters": parameters})


def _described(name: str, run: Callable[..., Any]) -> Command:
    hints = get_type_hints(run)
    parameters = {}
    asked = list(signature(run).parameters.values())
    on_behalf = bool(asked) and hints.get(asked[0].name) is Account
    asked = asked[1:] if on_behalf else asked
    for parameter in asked:
        types = _types(hints.get(parameter.name))
        if parameter.kind in {Parameter.VAR_KEYWORD, Parameter.VAR_POSITIONAL} or parameter.name in _TAKEN:
            raise DeskError(f"{name}: the parameter {parameter.name} cannot be asked for")
        if not types or not types <= _SCALARS:
            raise DeskError(f"{name}: {parameter.name} is no JSON scalar: str, int, bool or None")
        parameters[parameter.name] = types
    required = {each.name for each in asked if each.default is Parameter.empty}
    return Command(name, run, parameters, frozenset(required), on_behalf)


def _types(hint: Any) -> frozenset[type]:
    if get_origin(hint) in {Union, UnionType}:
        return frozenset(get_args(hint))
    return frozenset({hint}) if isinstance(hint, type) else frozenset()
