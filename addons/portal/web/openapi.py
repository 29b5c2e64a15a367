"""The OpenAPI 3.1 document of the portal's API, from the declarations of its addresses."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from addons.portal.web.serving import Operation
from app.api.openapi import ID_PARAMETER, KEY_PARAMETER, REFUSAL
from app.api.schemas import FIXED, Schema, of_kind
from app.i18n import _
from app.models.choices import Choice

_PLAIN: dict[Any, Schema] = {
    int: {"type": "integer", "format": "int64"},
    str: {"type": "string"},
    bool: {"type": "boolean"},
    Decimal: FIXED["money"],
    datetime: FIXED["instant"],
    NoneType: {"type": "null"},
}
_PDF: Schema = {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}


def document(operations: Iterable[Operation], prefix: str) -> Schema:
    """The document of these addresses under ``prefix``."""
    paths: Schema = {
        f"{prefix}/invoices/{{id}}.pdf": {"get": _pdf("invoice", _("Facture en PDF"))},
        f"{prefix}/orders/{{id}}/contact.pdf": {"get": _pdf("contact_sheet", _("Fiche de coordonnées"))},
        f"{prefix}/_openapi": {
            "get": {"operationId": "described", "summary": "OpenAPI", "responses": {"200": _json({}), **_DEFAULT}}
        },
    }
    for operation in operations:
        path = prefix + operation.path.replace("<id>", "{id}")
        paths.setdefault(path, {})[operation.method.lower()] = _described(operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Relais", "version": "1"},
        "paths": paths,
        "components": {
            "schemas": {"Refusal": REFUSAL},
            "responses": {"Refused": _json({"$ref": "#/components/schemas/Refusal"})},
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"bearer": []}],
    }


_DEFAULT: Schema = {"default": {"$ref": "#/components/responses/Refused"}}


def _pdf(name: str, summary: str) -> Schema:
    responses = {"200": {"description": "PDF", "content": _PDF}, **_DEFAULT}
    return {"operationId": name, "summary": summary, "parameters": [ID_PARAMETER], "responses": responses}


def _described(operation: Operation) -> Schema:
    one = answered(operation.answers)
    many = {"type": "object", "properties": {"items": {"type": "array", "items": one}}, "required": ["items"]}
    found: Schema = {
        "operationId": operation.name,
        "summary": str(operation.summary),
        "responses": {"200": _json(many if operation.many else one), **_DEFAULT},
        "parameters": [],
    }
    if "<id>" in operation.path:
        found["parameters"].append(ID_PARAMETER)
    if operation.method == "POST":
        found["parameters"].append(KEY_PARAMETER)
        required = [name for name, asked in operation.asks.items() if asked.required]
        body = {
            "type": "object",
            "properties": {name: of_kind(asked.kind) for name, asked in operation.asks.items()},
            "required": required,
            "additionalProperties": False,
        }
        found["requestBody"] = {"required": bool(required), "content": {"application/json": {"schema": body}}}
    return found


def answered(shape: type[Any]) -> Schema:
    """A dataclass as it is answered: every field, always there."""
    hints = get_type_hints(shape)
    names = [each.name for each in fields(shape)]
    return {"type": "object", "properties": {name: _of(hints[name]) for name in names}, "required": names}


def _of(hint: Any) -> Schema:
    if get_origin(hint) in {Union, UnionType}:
        return {"anyOf": [_of(each) for each in get_args(hint)]}
    if isinstance(hint, type) and issubclass(hint, Choice):
        return {"type": "string", "enum": [each.code for each in hint]}
    return _PLAIN[hint]


def _json(schema: Schema) -> Schema:
    return {"description": "JSON", "content": {"application/json": {"schema": schema}}}
