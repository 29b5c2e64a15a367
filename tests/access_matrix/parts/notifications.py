"""Messages: decided by the work of the staff, typed by nobody; oppositions are noted by whoever receives them."""

from addons.notifications.models import Channel, Message, Nature, Opposition
from tests.access_matrix.part import Part

RIGHTS = """
messages    | | R | RC  | RC  | RC | RC
oppositions | | R | RCX | RCX | –  | RCX
"""


def records(scene):
    """One message and one opposition."""
    operator = scene["operators"]
    recipient = {"recipient_model": "base_site", "recipient_id": scene["sites"].id}
    return {
        "messages": Message(
            operator=operator, template="essai.essai", nature=Nature.OFFER, channel=Channel.SMS, facts={},
            key=f"essai {operator.id}", **recipient,
        ),
        "oppositions": Opposition(operator=operator, channel=Channel.SMS, **recipient),
    }  # fmt: skip


PART = Part(
    rights=RIGHTS,
    screens={"/messages": "messages", "/oppositions": "oppositions"},
    codes={"messages": "notifications.message", "oppositions": "notifications.opposition"},
    routes=(
        {"method": "GET", "rule": "/sms/", "word": "read", "object": "stored_mails"},
        # A browser's cookie is refused before the signature is looked at.
        {
            "method": "POST",
            "rule": "/webhooks/sms/<provider>",
            "filled": {"provider": "http"},
            "public": frozenset({401, 403}),
        },
    ),
    records=records,
)
