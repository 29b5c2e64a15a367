"""Where providers report: ``POST /webhooks/payments/<provider>``, signed over the raw body.

Answers 200 with what was done of the event, whatever it was; 401 without the right signature of these last minutes; 400
for what the adapter does not read; 404 for a provider that this installation does not use. A provider that gets neither
200 nor an answer sends the event again.
"""

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from addons.payments import errors
from addons.payments.adapters import Unavailable, adapter
from addons.payments.services import apply_event
from app.errors import NotFound
from app.webhooks import webhook

#: No provider needs more to say one thing.
LONGEST_BODY = 100_000

hooks = Blueprint("payment_events", __name__)


@hooks.post("/webhooks/payments/<provider>")
@webhook("événements de paiement")
def told(provider: str) -> ResponseReturnValue:
    """Take one event. Raises NotFound, BadSignature, BadEvent."""
    try:
        found = adapter(provider)
    except Unavailable:
        raise NotFound from None
    if (request.content_length or 0) > LONGEST_BODY:
        raise errors.BadEvent
    event = found.parse(request.headers, request.get_data(cache=False))
    return jsonify(outcome=apply_event(provider, event).code)


PAGES = [hooks]
