"""How portal and back office know each other: each call is signed with the desk's key, for a minute."""

import hashlib
import hmac

from app.models import clock

HEADER = "X-Relais-Desk"
#: Seconds for which a signature holds, and by which two clocks may differ.
HOLDS = 60


def sign(key: str, path: str, body: bytes) -> str:
    """The header of a call: its instant, and a signature that only a holder of the key can make."""
    instant = int(clock.now().timestamp())
    return f"{instant}.{_signature(key, instant, path, body)}"


def is_ours(key: str, header: str, path: str, body: bytes) -> bool:
    """Whether a call of these last seconds comes from a holder of the key, path and body untouched."""
    instant, _, signature = header.partition(".")
    if not instant.isdecimal() or abs(int(clock.now().timestamp()) - int(instant)) > HOLDS:
        return False
    return hmac.compare_digest(_signature(key, int(instant), path, body).encode(), signature.encode())


def _signature(key: str, instant: int, path: str, body: bytes) -> str:
    return hmac.new(key.encode(), f"{instant}\n{path}\n".encode() + body, hashlib.sha256).hexdigest()
