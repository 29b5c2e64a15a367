"""The back office's side of the desk: ``POST /_desk/<command>``, for the portal's process alone."""

import hashlib
import json
from dataclasses import replace
from typing import Any

from flask import Flask, Response, abort, jsonify, request

from app.access.grants import Audience
from app.access.identification import identify
from app.access.identity import Account, System, acting_as
from app.access.refusals import SignInRequired
from app.access.requests import for_programs
from app.api.idempotency import first_answer, keep, take
from app.database import commit
from app.errors import DomainError
from app.kernel import kernel_of
from app.portal.desk import Command, find
from app.portal.desk_client import PATH
from app.portal.signature import HEADER, is_ours


def install(app: Flask) -> None:
    """Open the desk of a back office."""
    app.add_url_rule(f"{PATH}<name>", "desk", carry_out, methods=["POST"])


@for_programs
def carry_out(name: str) -> Response:
    """Carry out one command as the professional whose session's token comes with it, and commit.

    Answers 403 to whoever does not hold the key, and 404 for an unknown command, without a word more.
    """
    kernel, body = kernel_of(), request.get_data()
    if not is_ours(kernel.settings.desk_key, request.headers.get(HEADER, ""), request.path, body):
        abort(403)
    command = find(name) or abort(404)
    asked = json.loads(body)
    account = identify(asked["token"], kernel.rules, Audience.PORTAL)
    if account is None:
        return _refusal(SignInRequired())
    account = replace(account, at_desk=True)
    with acting_as(System(f"guichet : {name}", account) if command.on_behalf else account):
        try:
            answer = _once(command, account, asked["parameters"], asked["key"])
        except DomainError as refusal:
            return _refusal(refusal)
    return jsonify(answer=answer)


def _once(command: Command, account: Account, parameters: dict[str, Any], key: str | None) -> Any:
    """What the command returns; with a key, what it returned the first time."""
    if key is None:
        answer = command(parameters, account)
        json.dumps(answer)  # what cannot be told is a bug, found before anything is committed
        commit()
        return answer
    # As long as a key may be, within the column that keeps it.
    own = f"desk {hashlib.sha256(key.encode()).hexdigest()}"
    asked = json.dumps([command.name, parameters], sort_keys=True).encode()
    if not take(own, asked):
        return first_answer(own, asked).answer["answer"]
    answer = command(parameters, account)
    keep(own, answer={"answer": answer}, status=200)
    commit()
    return answer


def _refusal(refusal: DomainError) -> Response:
    told = {
        "code": refusal.code,
        "message": refusal.message,
        "fields": dict(refusal.fields),
        "rule": refusal.rule,
    }
    response = jsonify(refusal=told)
    response.status_code = refusal.status
    return response
