"""Webhooks: addresses where the providers of an add-on report, ``/webhooks/<kind>/<provider>``.

    @pages.post("/webhooks/sms/<provider>")
    @webhook("accusés des SMS")
    def report(provider: str) -> ResponseReturnValue: …

The view proves by itself that the call comes from the provider (``is_signed``); what it did is committed once it has
answered, and undone when it raises.
"""

import hashlib
import hmac
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask.typing import ResponseReturnValue

from app.access.identity import System, acting_as
from app.access.requests import for_programs
from app.database import commit

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]


def webhook(reason: str) -> Callable[[View[P]], View[P]]:
    """Serve a view to a provider: as the system, for ``reason``, in one transaction that ends with its answer."""

    def decorate(view: View[P]) -> View[P]:
        @for_programs
        @wraps(view)
        def run(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            with acting_as(System(reason)):
                answer = view(*args, **kwargs)
                commit()
            return answer

        return run

    return decorate


def sign(secret: str, body: bytes) -> str:
    """The signature of a body, which only holders of the secret can make."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def is_signed(secret: str, body: bytes, signature: str) -> bool:
    """Whether ``signature`` is that of ``body``; never with an empty secret."""
    return bool(secret) and hmac.compare_digest(sign(secret, body).encode(), signature.encode())
