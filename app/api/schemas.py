"""JSON Schema of what the API reads and answers, from the same descriptions as the screens."""

from collections.abc import Iterable
from typing import Any

from app.models.base import Base
from app.models.description import Described, describe
from app.models.kinds import ChoiceKind, Count, Kind, Text
from app.models.versioned import Versioned
from app.models.workflow import Transition
from app.records.labels import linked_model
from app.records.parameters import kind_of
from app.records.rights import fields_for, typed_fields

Schema = dict[str, Any]

ID: Schema = {"type": "integer", "format": "int64", "minimum": 1}
LINK: Schema = {"$ref": "#/components/schemas/Link"}
#: Schemas of kinds whose declaration adds nothing.
FIXED: dict[str, Schema] = {
    "flag": {"type": "boolean"},
    "money": {"type": "string", "pattern": r"^-?\d{1,10}(\.\d{1,2})?$", "examples": ["49.90"]},
    "day": {"type": "string", "format": "date"},
    "instant": {"type": "string", "format": "date-time", "examples": ["2026-11-21T13:05:00Z"]},
    "phone": {"type": "string", "examples": ["+33199000001"]},
    "email": {"type": "string", "format": "email"},
    "siren": {"type": "string", "pattern": "^[0-9]{9}$"},
    "json": {},
}


def answered(model: type[Base], *, without: str | None = None) -> Schema:
    """A record as it is answered to the acting person; ``without`` names the link of a line to its holder."""
    fields = describe(model)
    visible = [name for name in fields if name in fields_for("read", model) and name != without]
    properties: Schema = {"id": ID}
    if issubclass(model, Versioned):
        properties["version"] = {"type": "integer"}
    properties |= {name: _described(fields[name], _answered(fields[name])) for name in visible}
    return {"type": "object", "properties": properties, "required": ["id"]}


def asked(model: type[Base], word: str, *, without: str | None = None) -> Schema:
    """The body that creates (``create``) or changes (``write``) a record."""
    fields = describe(model)
    typed = [name for name in fields if name in typed_fields(word, model) and name != without]
    properties = {name: _described(fields[name], _asked(fields[name])) for name in typed}
    required = [name for name in typed if fields[name].required] if word == "create" else []
    if word == "write" and issubclass(model, Versioned):
        properties["version"] = {"type": "integer"}
        required = ["version"]
    return _object(properties, required)


def asked_by(transition: Transition) -> Schema:
    """The body that performs a transition."""
    properties = {
        each.name: {"title": str(each.asked.label), **of_kind(kind_of(each))} for each in transition.parameters
    }
    return _object(properties, [each.name for each in transition.parameters if each.required])


def of_kind(kind: Kind) -> Schema:
    """A single value, as it is sent; links by id."""
    if kind.name in FIXED:
        return FIXED[kind.name]
    match kind:
        case ChoiceKind():
            return {"type": "string", "enum": [choice.code for choice in kind.choices]}
        case Text():
            return {"type": "string", "maxLength": kind.length}
        case Count():
            return {"type": "integer", "minimum": kind.minimum, "maximum": kind.maximum}
    return ID


def _answered(item: Described) -> Schema:
    match item.field.kind.name:
        case "ref" if item.target is not None:
            schema = LINK
        case "refs":
            schema = _list(LINK)
        case "lines":
            schema = _list(answered(linked_model(item), without=item.attribute.property.back_populates))
        case _:
            schema = of_kind(item.field.kind)
    return _or_null(schema, item)


def _asked(item: Described) -> Schema:
    match item.field.kind.name:
        case "refs":
            return _list(ID)
        case "lines":
            line = asked(linked_model(item), "create", without=item.attribute.property.back_populates)
            line["properties"] = {"id": ID, **line["properties"]}
            return _list(line | {"required": []})
    return _or_null(of_kind(item.field.kind), item)


def _or_null(schema: Schema, item: Described) -> Schema:
    single = item.attribute is not item.relationship
    return {"anyOf": [schema, {"type": "null"}]} if item.nullable and single else schema


def _described(item: Described, schema: Schema) -> Schema:
    found = {"title": str(item.field.label), **schema}
    if item.field.help:
        found["description"] = str(item.field.help)
    return found


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _object(properties: Schema, required: Iterable[str]) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }
