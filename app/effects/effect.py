"""What leaves a transaction, as data: a frozen dataclass of ids and codes, never a person's data."""

import enum
import re
from collections.abc import Mapping
from dataclasses import fields
from types import NoneType, UnionType
from typing import Any, ClassVar, Self, Union, get_args, get_origin, get_type_hints

from app.models.choices import Choice

#: A code is lower-case ASCII and starts with a letter: no phone number, no e-mail address, no name as people write it.
CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
LARGEST_ID = 2**63 - 1


class PersonalPayload(TypeError):
    """A bug: an effect declares or carries something else than ids, flags, choices and short codes."""


class Effect:
    """Base of effects: ``@dataclass(frozen=True) class AccountInvited(Effect): account_id: int``.

    Fields are ``int`` ids, ``bool``, a ``Choice``, a short lower-case ``str`` code, or one of these or None. What the
    effect needs beyond them is read again when it is carried out: that is also when it is still true or not.
    """

    kind: ClassVar[str]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        package = cls.__module__.rpartition(".")[0].rpartition(".")[2]
        cls.kind = f"{package}.{re.sub(r'(?<!^)(?=[A-Z])', '_', cls.__name__).lower()}"

    def payload(self) -> dict[str, Any]:
        """The fields as JSON. Raises PersonalPayload for a value that is not an id, a flag, a choice or a code."""
        return {item.name: _encode(item.name, getattr(self, item.name)) for item in fields(self)}  # type: ignore[arg-type]

    @classmethod
    def read(cls, payload: Mapping[str, Any]) -> Self:
        """The effect that ``payload`` was made from."""
        hints = get_type_hints(cls)
        return cls(**{name: _decode(hints[name], value) for name, value in payload.items()})


def check_declaration(effect: type[Effect]) -> None:
    """Raise PersonalPayload when a field of ``effect`` is of a type that could hold a person's data."""
    hints = get_type_hints(effect)
    for item in fields(effect):  # type: ignore[arg-type]
        for option in _options(hints[item.name]):
            if option not in (int, bool, str, NoneType) and not _is_choice(option):
                raise PersonalPayload(f"{effect.__qualname__}.{item.name}: {option}")


def _encode(name: str, value: Any) -> Any:
    if isinstance(value, Choice):
        return value.code
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int) and 0 <= value <= LARGEST_ID:
        return value
    if isinstance(value, str) and CODE.fullmatch(value):
        return value
    raise PersonalPayload(f"{name} is neither an id, a flag, a choice nor a short code")


def _decode(hint: Any, value: Any) -> Any:
    choices = next((option for option in _options(hint) if _is_choice(option)), None)
    return choices(value) if choices is not None and value is not None else value


def _options(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)


def _is_choice(option: Any) -> bool:
    return isinstance(option, enum.EnumType) and issubclass(option, Choice)
