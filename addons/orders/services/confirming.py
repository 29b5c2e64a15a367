"""From the basket to the order: price, terms and ticket are frozen, nothing is owed yet (CGV-1.5, CGV-6.3, DEC-61)."""

from decimal import Decimal

from addons.legal.services import terms_in_force
from addons.orders import errors
from addons.orders.amounts import amounts
from addons.orders.events import order_confirmed
from addons.orders.models import Order, OrderLine, Reservation
from addons.orders.services.locks import keep, order_of
from addons.pricing.services import ticket
from addons.professionals.models import State as ProfessionalState
from addons.professionals.services import has_accepted
from app.database import session
from app.models.clock import now
from app.proof import journal


def confirm(reservation: Reservation, *, price_seen_ht: Decimal | None) -> Order:
    """The order of a live basket, awaiting its payment at the price that was seen (CGV-5.6, CGV-6.6).

    Confirmed again, it is the same order. Raises BasketExpired, AccessSuspended, NoTermsInForce, TermsNotAccepted,
    PriceChanged.
    """
    lead = reservation.lead
    keep(lead)
    keep(reservation)
    if (known := order_of(reservation)) is not None and reservation.released_at is None:
        return known
    if reservation.released_at is not None or now() > reservation.expires_at:
        raise errors.BasketExpired
    professional = reservation.professional
    if professional.state is not ProfessionalState.VALIDATED:
        raise errors.AccessSuspended
    terms = terms_in_force(lead.operator_id)
    if not has_accepted(professional, terms):
        raise errors.TermsNotAccepted
    if lead.price_ht is None or price_seen_ht != lead.price_ht:
        raise errors.PriceChanged(field="price_seen_ht")
    due = amounts(lead.price_ht, lead.operator_id)
    line = OrderLine(
        operator_id=lead.operator_id,
        professional=professional,
        lead=lead,
        unit_price_ht=lead.price_ht,
        ticket=ticket(lead),
    )
    order = Order(
        id=reservation.id,  # a program pays, reads and follows under the id that its claim was given
        operator_id=lead.operator_id,
        professional=professional,
        reservation=reservation,
        terms=terms,
        confirmed_at=now(),
        total_ht=due.total_ht,
        vat_rate=due.vat_rate,
        vat_amount=due.vat_amount,
        total_ttc=due.total_ttc,
        lines=[line],
    )
    session().add(order)
    session().flush()
    order.await_payment()
    facts = {"lead": lead.id, "terms": terms.number, "total_ht": due.total_ht, "total_ttc": due.total_ttc}
    journal.record("order.confirmed", Order, order.id, facts)
    order_confirmed.send(Order, order=order)
    return order
