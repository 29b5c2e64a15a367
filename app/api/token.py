"""Signing in for programs: a name and a password against a token, under the same limit as the form."""

from flask import Response, jsonify, request

from app.access.requests import public
from app.access.signing_in import sign_in
from app.access.tables import SessionKind
from app.api.bodies import read_body
from app.errors import InvalidFields
from app.models.kinds import Instant
from app.records.refusals import REQUIRED, UnknownField

FIELDS = ("username", "password")


@public
def give_token() -> Response:
    """``{username, password}`` → ``{access_token, expires_at}``; the token opens what its holder's session would.

    Raises TooManyAttempts, WrongCredentials, InvalidFields, UnknownField.
    """
    body = read_body()
    if unknown := next((name for name in body if name not in FIELDS), None):
        raise UnknownField(unknown)
    if missing := [name for name in FIELDS if not isinstance(body.get(name), str) or not body[name]]:
        raise InvalidFields(dict.fromkeys(missing, REQUIRED))
    opened = sign_in(
        body["username"], body["password"], address=request.remote_addr or "", kind=SessionKind.API,
        device=request.user_agent.string,
    )  # fmt: skip
    return jsonify(access_token=opened.token, expires_at=Instant().to_json(opened.expires_at))
