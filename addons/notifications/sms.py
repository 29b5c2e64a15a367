"""Who carries SMS: a provider over HTTP, or the embedded store of a demonstration.

The provider's side of the wire: ``POST <RELAIS_SMS_URL>`` with ``Authorization: Bearer <RELAIS_SMS_TOKEN>``,
``Idempotency-Key`` and the JSON ``{"to", "from", "text", "key"}``. It answers 2xx with ``{"ref": "…"}``, 4xx to refuse
for good, anything else to be asked again. It later reports by ``POST /webhooks/sms/http`` (see ``reports``).
"""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any, Protocol

import httpx

from app.effects.delivery import Undeliverable
from app.kernel import kernel_of
from app.models import clock

#: For each exchange with the provider; a message that takes longer is tried again later, under the same key.
TIMEOUT_SECONDS = 10.0
#: How long the embedded store keeps what it was given.
KEPT = timedelta(days=7)
#: Refusals of this attempt only: too slow, already at it, too early, too many.
_LATER = frozenset(
    {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}
)


class Unanswered(Exception):
    """The provider did not take the message this time: it will be asked again."""


@dataclass(frozen=True, slots=True, repr=False)
class Sms:
    """One text to one number. ``key`` is the same at each attempt: taken twice, it leaves once."""

    to: str
    sender: str
    text: str
    key: str


class Carrier(Protocol):
    """Where texts go."""

    def take(self, sms: Sms) -> str | None:
        """Take charge of ``sms``; the provider's reference, None when it gives none.

        Raises Undeliverable when trying again would not help, any other error when it would.
        """
        ...


@dataclass(frozen=True, slots=True, repr=False)
class HttpCarrier:
    """A provider that speaks the wire above."""

    url: str
    token: str
    timeout: float = TIMEOUT_SECONDS

    def take(self, sms: Sms) -> str | None:
        """Hand ``sms`` over."""
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": sms.key}
        body = {"to": sms.to, "from": sms.sender, "text": sms.text, "key": sms.key}
        try:
            with httpx.Client(timeout=self.timeout, trust_env=False, follow_redirects=False) as client:
                answer = client.post(self.url, json=body, headers=headers)
        except httpx.TransportError as error:
            raise Unanswered(type(error).__name__) from None  # its text may hold what was sent
        if answer.is_client_error and answer.status_code not in _LATER:
            raise Undeliverable
        if not answer.is_success:
            raise Unanswered(answer.status_code)
        return _reference(answer)


def _reference(answer: httpx.Response) -> str | None:
    try:
        told = answer.json()
    except ValueError:
        return None
    ref = told.get("ref") if isinstance(told, dict) else None
    return str(ref)[:80] if ref else None


@dataclass(frozen=True, slots=True)
class SmsStore:
    """The carrier of a demonstration: one private file per text, named by its key, for seven days."""

    folder: Path

    def take(self, sms: Sms) -> str | None:
        """Keep ``sms``; sent again, a text replaces itself."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self._path(sms.key).with_suffix(".part")
        with open(draft, "w", encoding="utf-8", opener=_private) as file:
            json.dump({**asdict(sms), "stored_at": clock.now().isoformat()}, file, ensure_ascii=False)
        draft.replace(self._path(sms.key))
        return None

    def find(self, key: str) -> Mapping[str, Any] | None:
        """The text of ``key``, None once it is purged."""
        try:
            found: Mapping[str, Any] = json.loads(self._path(key).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        return found

    def purge(self) -> None:
        """Forget what is older than seven days."""
        for path in self.folder.glob("*.json"):
            stored_at = datetime.fromisoformat(json.loads(path.read_text(encoding="utf-8"))["stored_at"])
            if stored_at < clock.now() - KEPT:
                path.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self.folder / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.json"


def carrier() -> Carrier | None:
    """Who carries SMS in this installation; None in a production where no provider is set."""
    settings = kernel_of().settings
    if settings.sms_url:
        return HttpCarrier(settings.sms_url, settings.sms_token)
    return SmsStore(settings.var_dir / "sms") if settings.demo else None


def store() -> SmsStore | None:
    """The embedded store, when it is what carries SMS."""
    found = carrier()
    return found if isinstance(found, SmsStore) else None


def sender_id(name: str) -> str:
    """The name a telephone shows: letters and digits of ``name``, eleven at most."""
    return "".join(character for character in name if character.isascii() and character.isalnum())[:11]


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
