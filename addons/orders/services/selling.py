"""The capture: paid, then revealed, in one transaction and never the other way round (CGV-2.5, CGV-3.9, promise 1)."""

import uuid
from datetime import datetime, timedelta

from addons.leads.models import Lead, State
from addons.leads.models.choices import SOLD
from addons.orders import errors
from addons.orders.deadlines import recredit_deadline
from addons.orders.events import contact_revealed, order_paid
from addons.orders.models import Order, OrderLine, Release, SealedContact
from addons.orders.models.order import PAYABLE
from addons.orders.parameters import AUTO_MASK_DAYS, RECREDIT_END_OF_DAY
from addons.orders.services.baskets import end
from addons.orders.services.locks import live_basket, lock_sale
from addons.orders.telling import hand_over, remind_later
from addons.professionals.models import State as ProfessionalState
from app.database import session
from app.models.clock import now
from app.models.parameters import value
from app.models.workflow import performs
from app.privacy.vault import seal_for_portal
from app.proof import journal

#: Professionals who may see no contact, whatever they paid (CGV-10.4).
SHUT_OUT = (ProfessionalState.SUSPENDED, ProfessionalState.TERMINATED)
#: Nobody bought it and it was not given up: a late capture is still honoured (rules B.3).
UNSOLD = (State.RESERVED, State.PUBLISHED, State.EXPIRED)


def pay(order: Order, *, paid_at: datetime) -> None:
    """Make the order paid and hand the contact over, within the transaction that captured its whole amount.

    A capture that comes after the basket ended is honoured while the request is free. Raises CannotFulfil, before
    anything is written, when it is not: ``not_fulfilled`` then closes the order and the money goes back.
    """
    line = lock_sale(order)
    _take_back(order, line)
    order.mark_paid(paid_at)
    order.reservation.released_at = order.reservation.released_at or now()
    order.reservation.release = Release.SOLD
    session().flush()
    journal.record("order.paid", Order, order.id, {"total_ttc": order.total_ttc, "terms": order.terms.number})
    order_paid.send(Order, order=order)
    _reveal(line)
    order.fulfil()


def not_fulfilled(order: Order) -> None:
    """Close an order whose capture came too late: nothing revealed, nothing invoiced, everything paid back."""
    line = lock_sale(order)
    if order.state not in PAYABLE:
        return
    if order.reservation.released_at is None:
        end(order.reservation, Release.REFUSED)
    order.leave_unfulfilled()
    journal.record("order.not_fulfilled", Order, order.id, {"lead": line.lead_id})


def _take_back(order: Order, line: OrderLine) -> None:
    """Make sure that the locked request is this buyer's. Raises CannotFulfil."""
    lead = line.lead
    if order.state not in PAYABLE:
        raise errors.PaidAlready
    if order.professional.state in SHUT_OUT:
        raise errors.BuyerSuspended
    live = live_basket(lead)
    if live is not None and live.professional_id != order.professional_id:
        raise errors.SoldMeanwhile
    if lead.state in SOLD:
        raise errors.SoldMeanwhile
    if lead.state not in UNSOLD:
        raise errors.NoLongerOffered
    if lead.client is None or lead.client.erased_at is not None:
        raise errors.NoLongerOffered
    if live is not None and live is not order.reservation:
        # He took the request again while his first payment was on its way: one sale, the first one.
        end(live, Release.REMOVED)


@performs(Lead.mark_revealed)
@performs(Lead.mark_paid)
def _reveal(line: OrderLine) -> None:
    """Write the sealed copy and start the clocks of the line; the reveal is the reception of the terms (CGV-3.9)."""
    lead, at = line.lead, now()
    lead.mark_paid()
    line.revealed_at = at
    line.recredit_until = recredit_deadline(
        at, line.order.terms.recredit_days, end_of_day=value(RECREDIT_END_OF_DAY, line.operator_id)
    )
    assert lead.client is not None  # looked at before anything was written
    uid = uuid.uuid4()
    copy = SealedContact(
        operator_id=line.operator_id,
        uid=uid,
        line=line,
        professional_id=line.professional_id,
        opens_until=at + timedelta(days=value(AUTO_MASK_DAYS, line.operator_id)),
        box=seal_for_portal(lead.client, str(uid)),
    )
    session().add(copy)
    lead.mark_revealed()
    session().flush()
    facts = {"lead": lead.id, "professional": line.professional_id, "recredit_until": line.recredit_until}
    journal.record("contact.revealed", OrderLine, line.id, facts)
    hand_over(line)
    remind_later(line)
    contact_revealed.send(OrderLine, line=line)
