"""Delivery reports: ``POST /webhooks/sms/<provider>``, signed by the provider with the shared secret.

The body ``{"ref": "…", "status": "delivered" | "failed", "at": "2026-11-20T11:00:00Z"}`` comes with the header
``X-Signature: sha256=<HMAC of the body>``. Answers 204; 401 without the right signature; 404 for a message that is
unknown or not noted as sent yet, so that the provider reports again; 422 for anything else than the above.
"""

import json
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from addons.notifications.errors import NotReadable, NotSigned
from addons.notifications.services import note_report
from app.errors import NotFound
from app.kernel import kernel_of
from app.models import clock
from app.webhooks import is_signed, webhook

PROVIDER = "http"
SIGNATURE = "X-Signature"
_LONGEST_BODY = 10_000

hooks = Blueprint("sms_reports", __name__)


@hooks.post("/webhooks/sms/<provider>")
@webhook("accusés d’envoi des SMS")
def report(provider: str) -> ResponseReturnValue:
    """Note one delivery report. Raises NotSigned, NotReadable, NotFound."""
    if provider != PROVIDER:
        raise NotFound
    body = request.get_data(cache=False) if (request.content_length or 0) <= _LONGEST_BODY else b""
    if not is_signed(kernel_of().settings.sms_token, body, request.headers.get(SIGNATURE, "")):
        raise NotSigned
    ref, delivered, at = _read(body)
    if not note_report(ref, delivered=delivered, at=at):
        raise NotFound
    return "", 204


def _read(body: bytes) -> tuple[str, bool, datetime]:
    try:
        told: Any = json.loads(body)
        ref, status, at = str(told["ref"]), told["status"], datetime.fromisoformat(told["at"])
    except (ValueError, TypeError, KeyError) as error:
        raise NotReadable from error
    if status not in ("delivered", "failed") or at.tzinfo is None:
        raise NotReadable
    return ref, status == "delivered", min(at.astimezone(UTC), clock.now())
