"""The adapter of the sandbox: three calls over HTTP, and the reading of its events."""

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import httpx
from werkzeug.datastructures import Headers

from addons.payments import errors
from addons.payments.adapters import Adapter, Fact, Opened, Told, Unavailable, Unreachable, Wanted, provider
from addons.payments.models import Method
from addons.payments.sandbox.signature import HEADER, is_signed, secret, sign
from app.settings import Settings

#: A buyer waits in front of it.
_PATIENCE = httpx.Timeout(5, connect=2)


class Sandbox:
    """The provider at ``address``, with which ``key`` is shared."""

    real = False
    methods = frozenset({Method.CARD, Method.WALLET})

    def __init__(self, address: str, key: str) -> None:
        self._address, self._key = address, key

    def open(self, wanted: Wanted) -> Opened:
        asked = {
            "key": wanted.key,
            "amount": str(wanted.amount_ttc),
            "currency": "EUR",
            "label": wanted.label,
            "return_url": wanted.return_url,
        }
        told = self._ask("/api/payments", asked)
        return Opened(str(told["ref"]), str(told["url"]))

    def parse(self, headers: Headers, body: bytes) -> Told:
        if not is_signed(self._key, body, headers.get(HEADER, "")):
            raise errors.BadSignature
        try:
            return _read(json.loads(body))
        except (KeyError, TypeError, ValueError, InvalidOperation):
            raise errors.BadEvent from None

    def fetch(self, ref: str | None, key: str) -> Told | None:
        told = self._ask("/api/payments/state", {"ref": ref, "key": key})
        return _told(told["payment"]) if told["payment"] is not None else None

    def refund(self, ref: str, key: str, amount_ttc: Decimal) -> Told:
        return _told(self._ask("/api/refunds", {"ref": ref, "key": key, "amount": str(amount_ttc)}))

    def _ask(self, path: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        body = json.dumps(asked).encode()
        headers = {HEADER: sign(self._key, body), "Content-Type": "application/json"}
        try:
            answer = httpx.post(self._address + path, content=body, headers=headers, timeout=_PATIENCE, trust_env=False)
            answer.raise_for_status()
            told: dict[str, Any] = answer.json()
        except (httpx.HTTPError, ValueError):
            raise Unreachable from None
        return told


def _told(plain: Mapping[str, Any]) -> Told:
    try:
        return _read(plain)
    except (KeyError, TypeError, ValueError, InvalidOperation):
        raise Unreachable from None


def _read(plain: Mapping[str, Any]) -> Told:
    return Told(
        event_id=str(plain["id"]),
        fact=Fact(plain["type"]),
        ref=str(plain["ref"]),
        at=datetime.fromisoformat(plain["at"]),
        amount_ttc=None if plain.get("amount") is None else Decimal(plain["amount"]),
        currency=str(plain.get("currency", "EUR")),
        key=plain.get("key"),
        why=plain.get("why"),
    )


@provider("sandbox")
def sandbox(settings: Settings) -> Adapter:
    """The provider of this demonstration. Raises Unavailable in production."""
    if not settings.demo:
        raise Unavailable("sandbox")
    return Sandbox(f"http://127.0.0.1:{settings.sandbox_port}", secret(settings))
