"""The document of the API is valid, complete, and tells nobody of what was not granted to them."""

import re
from dataclasses import replace

from openapi_spec_validator import OpenAPIV31SpecValidator

from app.access.grants import Audience
from tests.sample.fixtures import CLERK, KEEPER


def test_the_document_is_valid(program):
    for who in (KEEPER, CLERK):
        OpenAPIV31SpecValidator(program(who).get("/_openapi").get_json()).validate()


def test_every_route_of_the_api_is_in_it(program, sample_app):
    everybody = replace(KEEPER, username="everybody", email="tous@example.org", roles=_staff(sample_app))
    described = program(everybody).get("/_openapi").get_json()["paths"]
    for rule in sample_app.url_map.iter_rules():
        if rule.rule.startswith("/api/v1/"):
            path = re.sub(r"<[^>]*:(\w+)>", r"{\1}", rule.rule)
            for method in rule.methods - {"HEAD", "OPTIONS"}:
                assert method.lower() in described[path], f"{method} {path}"


def test_what_was_not_granted_is_not_in_it(program):
    document = program(CLERK).get("/_openapi").get_json()
    text = str(document)
    for hidden in (
        "secret",
        "cost_ht",
        "items-",
        "'/api/v1/items/'",
        "crates_close",
        "crates_delete",
        "shelves_create",
    ):
        assert hidden not in text, hidden


def test_bodies_and_answers_are_described(program):
    document = program(KEEPER).get("/_openapi").get_json()
    body = document["paths"]["/api/v1/crates/"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert set(body["required"]) == {"reference", "size"}
    assert body["properties"]["size"]["enum"] == ["small", "large"]
    assert "state" not in body["properties"]
    asked = document["paths"]["/api/v1/crates/{id}/send"]["post"]["requestBody"]["content"]["application/json"][
        "schema"
    ]
    assert asked["required"] == ["price"]


def _staff(app):
    roles = app.extensions["relais"].rules.roles.values()
    return frozenset(role.code for role in roles if role.audience is Audience.STAFF)
