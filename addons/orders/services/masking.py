"""Masking: the copy that the buyer could open is deleted; what the staff holds follows its own retention (CGV-19.6)."""

from datetime import timedelta

from sqlalchemy import select

from addons.orders.models import OrderLine, SealedContact
from addons.orders.parameters import MASK_DELAY_DAYS_AFTER_DONE
from app.database import session
from app.models.clock import now
from app.models.parameters import value
from app.proof import journal

#: Copies that a single run of the clock deletes.
BATCH = 500


def mask(line: OrderLine) -> None:
    """Delete the copy of a line; masking twice changes nothing."""
    copy = session().scalar(select(SealedContact).where(SealedContact.line_id == line.id).with_for_update())
    if copy is not None:
        session().delete(copy)
    if line.revealed_at is not None and line.masked_at is None:
        line.masked_at = now()
        journal.record("contact.masked", OrderLine, line.id, {"at": line.masked_at})


def mask_when_due(line: OrderLine) -> None:
    """Mask a line whose service is over, now or after the operator's delay, never later than before (CGV-19.6)."""
    days: int = value(MASK_DELAY_DAYS_AFTER_DONE, line.operator_id)
    if days == 0:
        mask(line)
        return
    copy = session().scalar(select(SealedContact).where(SealedContact.line_id == line.id).with_for_update())
    if copy is not None:
        copy.opens_until = min(copy.opens_until, now() + timedelta(days=days))


def mask_overdue() -> int:
    """Mask every line whose window is over; returns how many."""
    over = select(SealedContact).where(SealedContact.opens_until < now()).order_by(SealedContact.id).limit(BATCH)
    copies = session().scalars(over.with_for_update(skip_locked=True)).all()
    for copy in copies:
        mask(copy.line)
    return len(copies)
