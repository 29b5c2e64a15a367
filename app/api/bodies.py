"""What a program sends: a JSON object, read field by field by the same kinds as a form."""

import json
from collections.abc import Mapping
from typing import Any, NoReturn

from flask import request
from werkzeug.exceptions import UnsupportedMediaType

from app.errors import DomainError, InvalidFields
from app.i18n import Label, _l
from app.models.base import Base
from app.models.description import Described, describe
from app.models.kinds import InvalidValue, Kind, Ref
from app.models.workflow import Transition
from app.records.labels import linked_model
from app.records.parameters import kind_of
from app.records.refusals import REQUIRED, UnknownField
from app.records.rights import typed_fields

LARGEST_BODY = 1_000_000

LIST_EXPECTED = _l("Liste attendue.")
OBJECT_EXPECTED = _l("Objet attendu.")
WHOLE_NUMBER_EXPECTED = _l("Nombre entier attendu, par exemple 12.")


class UnreadableBody(DomainError):
    """The body is not a JSON object in UTF-8."""

    status = 400
    sentence = _l("Le corps de la requête doit être un objet JSON en UTF-8.")


def read_body() -> dict[str, Any]:
    """The JSON object of the request; an empty body is an empty object.

    Raises UnreadableBody, and 413 or 415 as HTTP exceptions.
    """
    request.max_content_length = LARGEST_BODY
    raw = request.get_data()
    if not raw:
        return {}
    if request.mimetype != "application/json":
        raise UnsupportedMediaType
    try:
        body = json.loads(raw.decode(), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise UnreadableBody from error
    if not isinstance(body, dict):
        raise UnreadableBody
    return body


def read_record(model: type[Base], word: str, body: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Values and lines of a body, as ``change.create`` and ``change.update`` take them.

    Raises UnknownField for a name this person may not type; InvalidFields for every value that is wrong, at once.
    """
    typed = typed_fields(word, model)
    fields = describe(model)
    values: dict[str, Any] = {}
    lines: dict[str, Any] = {}
    errors: dict[str, Label] = {}
    for name, raw in body.items():
        if name not in typed:
            raise UnknownField(name)
        item = fields[name]
        try:
            if item.field.kind.name == "lines":
                lines[name] = _lines(item, raw, errors)
            else:
                values[name] = _value(item.field.kind, raw)
        except InvalidValue as invalid:
            errors[name] = invalid.message
    if errors:
        raise InvalidFields(errors)
    return values, lines


def read_version(body: dict[str, Any]) -> int:
    """Take the version the program saw out of the body. Raises InvalidFields when it is missing or no number."""
    version = body.pop("version", None)
    if version is None:
        raise InvalidFields({"version": REQUIRED})
    if type(version) is not int:
        raise InvalidFields({"version": WHOLE_NUMBER_EXPECTED})
    return version


def read_parameters(transition: Transition, body: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters of a transition. Raises UnknownField, InvalidFields."""
    known = {parameter.name: parameter for parameter in transition.parameters}
    values: dict[str, Any] = {}
    errors: dict[str, Label] = {}
    for name, raw in body.items():
        if name not in known:
            raise UnknownField(name)
        try:
            values[name] = _value(kind_of(known[name]), raw)
        except InvalidValue as invalid:
            errors[name] = invalid.message
    if errors:
        raise InvalidFields(errors)
    return values


def _value(kind: Kind, raw: Any) -> Any:
    if raw is None:
        return None
    if kind.name == "refs":
        if not isinstance(raw, list):
            raise InvalidValue(LIST_EXPECTED)
        return [Ref().from_json(each) for each in raw]
    return kind.from_json(raw)


def _lines(item: Described, raw: Any, errors: dict[str, Label]) -> list[dict[str, Any]]:
    """Lines of a body; mistakes inside are noted under their path, ``coverage-0-zone``."""
    if not isinstance(raw, list):
        raise InvalidValue(LIST_EXPECTED)
    return [_line(linked_model(item), f"{item.name}-{rank}-", each, errors) for rank, each in enumerate(raw)]


def _line(model: type[Base], path: str, raw: Any, errors: dict[str, Label]) -> dict[str, Any]:
    if not isinstance(raw, dict):
        errors[path.rstrip("-")] = OBJECT_EXPECTED
        return {}
    fields = describe(model)
    typed = typed_fields("write" if "id" in raw else "create", model) | {"id"}
    values: dict[str, Any] = {}
    for name, value in raw.items():
        if name not in typed:
            raise UnknownField(f"{path}{name}")
        try:
            values[name] = _value(Ref() if name == "id" else fields[name].field.kind, value)
        except InvalidValue as invalid:
            errors[f"{path}{name}"] = invalid.message
    return values


def _refuse_constant(name: str) -> NoReturn:
    """``NaN`` and ``Infinity`` are not JSON."""
    raise ValueError(name)
