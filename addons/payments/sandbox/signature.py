"""How the sandbox signs what it says, and how that is verified: HMAC-SHA256 over the instant and the raw body."""

import hashlib
import hmac

from app.models import clock
from app.settings import Settings

HEADER = "Sandbox-Signature"
#: Seconds for which a signature holds.
TOLERANCE = 300


def secret(settings: Settings) -> str:
    """The secret that a demonstration shares with its provider; only holders of its key can compute it."""
    return hmac.new(settings.secret_key.encode(), b"payments sandbox", hashlib.sha256).hexdigest()


def sign(key: str, body: bytes) -> str:
    """The header of a body sent now."""
    instant = int(clock.now().timestamp())
    return f"t={instant},v1={_of(key, instant, body)}"


def is_signed(key: str, body: bytes, header: str) -> bool:
    """Whether a holder of ``key`` signed this very body within the tolerance."""
    parts = dict(part.partition("=")[::2] for part in header.split(","))
    instant, signature = parts.get("t", ""), parts.get("v1", "")
    if not instant.isdecimal() or len(instant) > 12:
        return False
    if abs(int(clock.now().timestamp()) - int(instant)) > TOLERANCE:
        return False
    return hmac.compare_digest(_of(key, int(instant), body).encode(), signature.encode())


def _of(key: str, instant: int, body: bytes) -> str:
    return hmac.new(key.encode(), f"{instant}.".encode() + body, hashlib.sha256).hexdigest()
