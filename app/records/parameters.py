"""What a transition asks: one kind of field per typed parameter, so that dialogs and the API read it as a field."""

import types
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Union, get_args, get_origin

from app.errors import InvalidFields
from app.i18n import Label
from app.models.base import Base
from app.models.choices import Choice
from app.models.kinds import ChoiceKind, Count, Day, Flag, Instant, Kind, LongText, MoneyKind, Ref, Text
from app.models.workflow import Parameter, Transition
from app.records.references import References
from app.records.refusals import REQUIRED, UnknownField

LINE_LENGTH = 200
TEXT_LENGTH = 5_000


def plain_type(parameter: Parameter) -> Any:
    """The parameter's type without «or None»."""
    if get_origin(parameter.type) in (Union, types.UnionType):
        return next(each for each in get_args(parameter.type) if each is not type(None))
    return parameter.type


def kind_of(parameter: Parameter) -> Kind:
    """How the parameter is typed, read and shown. Raises TypeError for a type no dialog can ask."""
    asked = plain_type(parameter)
    if asked is str:
        return LongText(TEXT_LENGTH) if parameter.asked.long else Text(LINE_LENGTH)
    simple: Mapping[Any, Kind] = {
        bool: Flag(),
        int: Count(),
        Decimal: MoneyKind(),
        date: Day(),
        datetime: Instant(),
    }
    if asked in simple:
        return simple[asked]
    if isinstance(asked, type) and issubclass(asked, Choice):
        return ChoiceKind(asked)
    if isinstance(asked, type) and issubclass(asked, Base):
        return Ref()
    raise TypeError(f"{parameter.name}: no dialog can ask a {asked}")


def arguments(transition: Transition, values: Mapping[str, Any]) -> dict[str, Any]:
    """What the service receives, from values already read by their kinds; ids of links become the records.

    Raises UnknownField, and InvalidFields for a missing value or a record that may not be read.
    """
    known = {parameter.name: parameter for parameter in transition.parameters}
    if unknown := next((name for name in values if name not in known), None):
        raise UnknownField(unknown)
    given = {name: value for name, value in values.items() if value not in (None, "")}
    errors: dict[str, Label] = {
        name: REQUIRED for name, parameter in known.items() if parameter.required and name not in given
    }
    links = References()
    linked = {name: plain_type(known[name]) for name in given if isinstance(kind_of(known[name]), Ref)}
    for name, model in linked.items():
        links.want(name, model, [given[name]])
    errors |= links.load()
    if errors:
        raise InvalidFields(errors)
    return {name: links.one(linked[name], value) if name in linked else value for name, value in given.items()}
