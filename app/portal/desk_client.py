"""The portal's side of the desk: one signed POST per command, on connections kept open."""

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import httpx
from flask import Flask, current_app

from app.errors import DomainError
from app.i18n import _l
from app.kernel import kernel_of
from app.portal.signature import HEADER, sign

log = logging.getLogger(__name__)

PATH = "/_desk/"
_EXTENSION = "relais.desk"
#: A command is short; who waits longer than this stands in front of a page that does not come.
_PATIENCE = httpx.Timeout(20, connect=2)
#: Shorter than gunicorn keeps a connection open (``app.gunicorn_conf``).
_KEPT = httpx.Limits(max_connections=64, max_keepalive_connections=16, keepalive_expiry=30)
#: Nothing reached the back office, or nothing it could have carried out.
_NOTHING_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.WriteError, httpx.WriteTimeout)


class Unavailable(DomainError):
    """The back office does not answer, or failed and undid its work: nothing was done."""

    status = 503
    sentence = _l("Le service est momentanément indisponible. Rien n’a été débité, réessayez.")


class Unanswered(DomainError):
    """The answer never came: what was asked may have been done."""

    status = 503
    sentence = _l("La réponse n’est pas arrivée. Vérifiez où en est votre demande avant de recommencer.")


class Refused(DomainError):
    """A refusal of the back office, told again as it was: same sentence, rule, fields, code and status."""

    def __init__(self, status: int, told: Mapping[str, Any]) -> None:
        super().__init__(field=next(iter(told["fields"]), None))
        self.status = status  # type: ignore[misc]  # one class for every refusal of the other process
        self.rule = told["rule"]  # type: ignore[misc]
        self._told = told

    @property
    def code(self) -> str:
        return str(self._told["code"])

    @property
    def message(self) -> str:
        return str(self._told["message"])

    @property
    def fields(self) -> Mapping[str, str]:
        found: Mapping[str, str] = self._told["fields"]
        return found


def install(app: Flask, address: str) -> None:
    """Have commands carried out at this address."""
    app.extensions[_EXTENSION] = httpx.Client(base_url=address, timeout=_PATIENCE, limits=_KEPT, trust_env=False)


def close(app: Flask) -> None:
    """Close what is kept open."""
    app.extensions[_EXTENSION].close()


def post(name: str, asked: Mapping[str, Any]) -> Any:
    """What the command returned; asked twice when the first answer is lost and ``asked`` has a key.

    Raises Refused, Unavailable, Unanswered.
    """
    try:
        answer = _send(name, asked)
    except _NOTHING_SENT as error:
        raise Unavailable from error
    except httpx.TransportError:
        if asked["key"] is None:
            raise Unanswered from None
        answer = _ask_again(name, asked)
    return _read(name, answer)


def _ask_again(name: str, asked: Mapping[str, Any]) -> httpx.Response:
    try:
        return _send(name, asked)
    except httpx.TransportError as error:
        raise Unanswered from error


def _send(name: str, asked: Mapping[str, Any]) -> httpx.Response:
    client: httpx.Client = current_app.extensions[_EXTENSION]
    body, path = json.dumps(asked).encode(), PATH + name
    headers = {HEADER: sign(kernel_of().settings.desk_key, path, body), "Content-Type": "application/json"}
    return client.post(path, content=body, headers=headers)


def _read(name: str, answer: httpx.Response) -> Any:
    told = answer.json() if answer.headers.get("Content-Type") == "application/json" else {}
    if answer.is_success and "answer" in told:
        return told["answer"]
    if "refusal" in told:
        raise Refused(answer.status_code, told["refusal"])
    log.error("%s: the desk answered %s", name, HTTPStatus(answer.status_code).phrase)
    raise Unavailable
