"""The OpenAPI 3.1 document of the API, as the acting person may use it: nothing in it that was not granted."""

from collections.abc import Iterable
from typing import Any

from app.access import may
from app.api import contacts
from app.api.idempotency import HEADER, LONGEST_KEY
from app.api.resources import Resource
from app.api.schemas import FIXED, ID, Schema, answered, asked, asked_by, of_kind
from app.api.token import FIELDS
from app.i18n import _
from app.models.description import Described
from app.models.workflow import Transition
from app.privacy.vault.contact import Contact
from app.privacy.vault.opening import OPEN
from app.records.query import DEFAULT_LIMIT, LARGEST_LIMIT, LONGEST_TEXT
from app.records.values import NOTHING
from app.records.view import View, view_of

REFUSAL: Schema = {
    "type": "object",
    "properties": {
        "code": {"type": "string"},
        "message": {"type": "string"},
        "fields": {"type": "object", "additionalProperties": {"type": "string"}},
        "rule": {"anyOf": [{"type": "string"}, {"type": "null"}]},
    },
    "required": ["code", "message", "fields", "rule"],
}
LINK: Schema = {
    "type": "object",
    "properties": {"id": ID, "label": {"anyOf": [{"type": "string"}, {"type": "null"}]}},
    "required": ["id", "label"],
}
ID_PARAMETER: Schema = {"name": "id", "in": "path", "required": True, "schema": ID}
KEY_PARAMETER: Schema = {
    "name": HEADER,
    "in": "header",
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY},
}


def document(resources: Iterable[Resource], prefix: str) -> Schema:
    """The document of the API under ``prefix``, for the acting person."""
    paths: Schema = {
        f"{prefix}/_openapi": {"get": _operation("openapi", "OpenAPI", {200: _json("OpenAPI", {})})},
        f"{prefix}/security/login": {"post": _login()},
    }
    if may(OPEN, Contact):
        paths[f"{prefix}{contacts.PATH.format(id='{id}')}"] = {"post": _opened()}
    for resource in resources:
        for path, operations in _paths(resource):
            if operations:
                paths[f"{prefix}/{resource.name}/{path}"] = operations
    return {
        "openapi": "3.1.0",
        "info": {"title": "Relais", "version": "1"},
        "paths": paths,
        "components": {
            "schemas": {"Refusal": REFUSAL, "Link": LINK},
            "responses": {"Refused": _json(_("Refus"), {"$ref": "#/components/schemas/Refusal"})},
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "cookie": {"type": "apiKey", "in": "cookie", "name": "session"},
            },
        },
        "security": [{"bearer": []}, {"cookie": []}],
    }


def _paths(resource: Resource) -> Iterable[tuple[str, Schema]]:
    yield "", _of_all(resource)
    yield "{id}", _of_one(resource)
    for transition in resource.transitions:
        if may(transition.may, resource.model):
            yield f"{{id}}/{transition.name}", {"post": _performed(resource, transition)}


def _of_all(resource: Resource) -> Schema:
    found: Schema = {}
    name, model = resource.name, resource.model
    if may("read", model):
        found["get"] = _operation(
            f"{name}_show_list", str(model.names.plural), {200: _json(_("Une page"), _page(resource))}
        ) | {"parameters": _list_parameters(view_of(model))}
    if may("create", model):
        found["post"] = _operation(f"{name}_create", _("Créer"), {201: _json(_("Créée"), _answer(resource))}) | {
            "parameters": [KEY_PARAMETER],
            "requestBody": _body(asked(model, "create")),
        }
    return found


def _of_one(resource: Resource) -> Schema:
    found: Schema = {}
    name, model = resource.name, resource.model
    if may("read", model):
        found["get"] = _operation(f"{name}_show", str(model.names.singular), {200: _json("", _answer(resource))})
    if may("write", model):
        answers = {200: _json(_("Modifiée"), _answer(resource))}
        found["patch"] = _operation(f"{name}_update", _("Modifier"), answers) | {
            "requestBody": _body(asked(model, "write"))
        }
    if may("delete", model):
        found["delete"] = _operation(f"{name}_delete", _("Supprimer"), {204: {"description": _("Supprimée")}})
    return found | {"parameters": [ID_PARAMETER]} if found else {}


def _performed(resource: Resource, transition: Transition) -> Schema:
    answers = {200: _json(_("La fiche après l’action"), _answer(resource))}
    operation = _operation(f"{resource.name}_{transition.name}", str(transition.label), answers)
    return operation | {
        "parameters": [ID_PARAMETER, KEY_PARAMETER],
        "requestBody": _body(asked_by(transition), required=any(each.required for each in transition.parameters)),
    }


def _list_parameters(view: View) -> list[Schema]:
    sorts = [sign + name for name in view.sorts for sign in ("", "-")]
    parameters = [
        _query("sort", {"type": "string", "enum": sorts}),
        _query("limit", {"type": "integer", "minimum": 1, "maximum": LARGEST_LIMIT, "default": DEFAULT_LIMIT}),
        _query("after", {"type": "string"}),
        _query("before", {"type": "string"}),
    ]
    if view.searchable:
        parameters.append(_query("q", {"type": "string", "maxLength": LONGEST_TEXT}))
    for name, item in view.fields.items():
        if name in view.listed:
            values: Schema = {"type": "array", "items": _filter_value(item)}
            parameters.append(_query(name, values) | {"style": "form", "explode": False})
        elif name in view.ranged:
            parameters += [_query(f"{name}_{end}", {"type": "string"}) for end in ("from", "to")]
            if item.nullable:
                parameters.append(_query(name, {"const": NOTHING}))
    return parameters


def _filter_value(item: Described) -> Schema:
    """One value among those separated by commas; a dash stands for «not filled»."""
    value = of_kind(item.field.kind)
    return {"anyOf": [value, {"const": NOTHING}]} if item.nullable else value


def _page(resource: Resource) -> Schema:
    return {
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": answered(resource.model)},
            "next": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            "total": {"type": "integer"},
            "total_capped": {"type": "boolean"},
        },
        "required": ["items", "next", "total", "total_capped"],
    }


def _answer(resource: Resource) -> Schema:
    """The whole record, or its id alone for somebody who may not read it."""
    if may("read", resource.model):
        return answered(resource.model)
    return {"type": "object", "properties": {"id": ID}, "required": ["id"]}


def _login() -> Schema:
    text = {"type": "string"}
    asked_for = {"type": "object", "properties": {"username": text, "password": text}, "required": list(FIELDS)}
    given = {"type": "object", "properties": {"access_token": text, "expires_at": FIXED["instant"]}}
    operation = _operation("give_token", _("Se connecter"), {200: _json(_("Jeton d’accès"), given)})
    return operation | {"requestBody": _body(asked_for), "security": []}


def _opened() -> Schema:
    answers = {200: _json(_("Les coordonnées"), contacts.ANSWERED)}
    operation = _operation(contacts.ENDPOINT, _("Afficher les coordonnées"), answers)
    return operation | {"parameters": [ID_PARAMETER], "requestBody": _body(contacts.ASKED)}


def _operation(name: str, summary: str, answers: dict[int, Schema]) -> Schema:
    responses: dict[str, Any] = {str(status): answer for status, answer in answers.items()}
    responses["default"] = {"$ref": "#/components/responses/Refused"}
    return {"operationId": name, "summary": summary, "responses": responses}


def _query(name: str, schema: Schema) -> Schema:
    return {"name": name, "in": "query", "schema": schema}


def _body(schema: Schema, *, required: bool = True) -> Schema:
    return {"required": required, "content": {"application/json": {"schema": schema}}}


def _json(description: str, schema: Schema) -> Schema:
    return {"description": description, "content": {"application/json": {"schema": schema}}}
