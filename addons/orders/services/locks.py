"""The one order in which the rows of a sale are locked: lead, reservation, order; payments come after."""

from sqlalchemy import select

from addons.leads.models import Lead
from addons.orders.models import Order, OrderLine, Reservation
from app.database import session
from app.models.base import Base


def keep(record: Base) -> None:
    """Read a record again and lock it. What was changed of it is written first: reading again would forget it."""
    session().flush()
    session().refresh(record, with_for_update=True)


def live_basket(lead: Lead) -> Reservation | None:
    """The live reservation of a request that is locked, kept too."""
    live = select(Reservation).where(Reservation.lead_id == lead.id, Reservation.released_at.is_(None))
    return session().scalar(live.with_for_update().execution_options(populate_existing=True))


def order_of(reservation: Reservation) -> Order | None:
    """The order of a reservation that is locked, kept too."""
    found = select(Order).where(Order.reservation_id == reservation.id)
    return session().scalar(found.with_for_update().execution_options(populate_existing=True))


def lock_sale(order: Order) -> OrderLine:
    """Read request, reservation and order again and keep them; returns the line that is sold."""
    line = line_of(order)
    keep(line.lead)
    keep(order.reservation)
    keep(order)
    return line


def line_of(order: Order) -> OrderLine:
    """The line of an order: one today, one request each time there are more."""
    return session().scalars(select(OrderLine).where(OrderLine.order_id == order.id)).one()
