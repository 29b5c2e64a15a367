"""Opening a contact from a program: the one address of the API that tells who a client is, logged each time.

Contacts are no resource: nothing lists them. The answer is never kept for ``Idempotency-Key``, which would store it in
the clear; a repeated request opens again, and says so in the log.
"""

from flask import Blueprint, Response, jsonify

from app.api.bodies import read_body
from app.api.routes import ID
from app.database import commit
from app.errors import InvalidFields
from app.privacy.vault.contact import Contact
from app.privacy.vault.opening import OPEN, reveal
from app.privacy.vault.person import FIELDS
from app.records import reading
from app.records.refusals import REQUIRED, UnknownField

PATH = "/contacts/{id}/open"
ENDPOINT = "contacts_open"
_TEXT = {"type": "string"}
ASKED = {
    "type": "object",
    "properties": {"purpose": {**_TEXT, "pattern": "^[a-z][a-z0-9_.]{0,39}$"}},
    "required": ["purpose"],
    "additionalProperties": False,
}
ANSWERED = {
    "type": "object",
    "properties": {
        "id": {"type": "integer", "format": "int64"},
        **{name: {"anyOf": [_TEXT, {"type": "null"}]} for name in FIELDS},
    },
    "required": ["id", *FIELDS],
}


def register(blueprint: Blueprint) -> None:
    """Add the address."""
    blueprint.add_url_rule(PATH.format(id=ID), ENDPOINT, _open, methods=["POST"])


def _open(id: int) -> Response:
    """The person of a contact.

    Raises Forbidden, NotFound, UnknownField, InvalidFields, InvalidPurpose, ContactErased.
    """
    contact = reading.get(Contact, id, OPEN)
    body = read_body()
    if unknown := next((name for name in body if name != "purpose"), None):
        raise UnknownField(unknown)
    purpose = body.get("purpose")
    if not isinstance(purpose, str):
        raise InvalidFields({"purpose": REQUIRED})
    person = reveal(contact, purpose=purpose)
    commit()
    return jsonify(id=id, **{name: getattr(person, name) for name in FIELDS})
