"""What is told around a sale, and the effects that follow its decisions.

The message of the contact leaves after the payment: it may carry the contact itself (CGV-11.5), which is read from the
vault at the moment it leaves. Nothing personal stands in its row.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from addons.leads.models.choices import State as LeadState
from addons.notifications.models import Channel, Nature
from addons.notifications.services import Template, notify
from addons.orders.models import OrderLine
from addons.professionals.models import Professional
from app.effects import outbox
from app.effects.effect import Effect
from app.privacy.vault import peek


@dataclass(frozen=True)
class AccessLost(Effect):
    """A professional lost his access: his baskets go back."""

    professional_id: int


@dataclass(frozen=True)
class RequestWithdrawn(Effect):
    """A request was withdrawn: its basket ends."""

    lead_id: int


@dataclass(frozen=True)
class ContactDue(Effect):
    """The client of a line should have been called by now."""

    line_id: int


def is_open(line: OrderLine, professional: Professional) -> bool:
    """Whether the contact may still be told: handed over, neither masked nor erased since."""
    client = line.lead.client
    return line.revealed_at is not None and line.masked_at is None and client is not None and client.erased_at is None


def still_uncalled(line: OrderLine) -> bool:
    """Whether the buyer did not say that he called (CGV-13.3)."""
    decided = line.outcome is not None or line.masked_at is not None or line.lead.state is LeadState.CLOSED
    return line.revealed_at is not None and line.first_contact_at is None and not decided


def _the_contact(line: OrderLine, professional: Professional) -> Mapping[str, Any]:
    assert line.lead.client is not None  # asked by ``is_open`` just before
    return {"client": peek(line.lead.client), "line": line, "lead": line.lead}


#: E-07: the coordinates, once paid (CGV-11.5).
CONTACT = Template("orders.contact", Nature.CONTRACT, (Channel.EMAIL,), still=is_open, values=_the_contact)
#: E-10: was the client called? (CGV-13.3)
REMINDER = Template(
    "orders.reminder",
    Nature.CONTRACT,
    (Channel.SMS, Channel.EMAIL),
    still=lambda line, professional: still_uncalled(line),
)


def hand_over(line: OrderLine) -> None:
    """Have the contact sent to its buyer; the portal shows it already."""
    notify(CONTACT, line.professional, subject=line, facts=_facts(line), key="contact")


def remind_later(line: OrderLine) -> None:
    """Have the buyer asked whether he called, once the time the terms give is over (CGV-13.3)."""
    assert line.revealed_at is not None
    due_at = line.revealed_at + timedelta(minutes=line.order.terms.contact_minutes)
    outbox.put(ContactDue(line.id), key=f"contact due {line.id}", due_at=due_at)


def remind(line: OrderLine) -> None:
    """Ask now, once."""
    notify(REMINDER, line.professional, subject=line, facts=_facts(line), key="reminder")


def _facts(line: OrderLine) -> Mapping[str, Any]:
    """What both texts say of a sale, and what its page is found by."""
    return {
        "order": line.order.reference,
        "lead": line.lead.reference,
        "number": line.order_id,
        "recredit_at": line.recredit_until,
    }
