"""Purchases of one professional, with their state in words (CGV-5.7)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import Select, func, select

from addons.base.models import Trade
from addons.invoicing.models import Invoice, InvoiceDocument
from addons.leads.models import Lead, Need, State, Urgency
from addons.legal.models import LegalVersion
from addons.orders.models import LineOutcome, Order, OrderLine, OrderState, Reservation
from addons.payments.models import Payment, PaymentState
from addons.zones.models import Commune
from app.database import session
from app.errors import NotFound
from app.models.clock import now

SHOWN = 100
#: Between yes and no: money may have left, nobody knows yet (CGV-6.4).
UNDECIDED = (PaymentState.INITIATED, PaymentState.PENDING, PaymentState.QUARANTINED)
UNPAID = (OrderState.CONFIRMED, OrderState.AWAITING_PAYMENT)


@dataclass(frozen=True, slots=True)
class Purchase:
    """One order with its only line."""

    id: int
    reference: str
    state: OrderState
    confirmed_at: datetime
    total_ht: Decimal
    vat_rate: Decimal
    vat_amount: Decimal
    total_ttc: Decimal
    basket_until: datetime
    line_id: int
    lead_id: int
    lead_reference: str
    lead_state: State
    trade: str
    need: str
    urgency: Urgency
    postal_code: str
    commune: str
    description: str
    requested_at: datetime
    revealed_at: datetime | None
    first_viewed_at: datetime | None
    first_contact_at: datetime | None
    unanswered: int
    recredit_until: datetime | None
    outcome: LineOutcome | None
    masked_at: datetime | None
    terms_number: int
    contact_minutes: int

    @property
    def call_before(self) -> datetime | None:
        """Until when the client should be called: from the first reading of the number (CGV-9, CGV-13.1)."""
        start = self.first_viewed_at or self.revealed_at
        return start + timedelta(minutes=self.contact_minutes) if start else None

    @property
    def is_open(self) -> bool:
        """Whether the contact details may be read now."""
        return self.revealed_at is not None and self.masked_at is None

    @property
    def is_payable(self) -> bool:
        """Whether its basket stands and nobody paid it."""
        return self.state in UNPAID and now() <= self.basket_until


@dataclass(frozen=True, slots=True)
class Attempt:
    """The last payment of an order."""

    id: int
    state: PaymentState
    amount_ttc: Decimal

    @property
    def is_undecided(self) -> bool:
        """Whether nobody knows yet if it was paid."""
        return self.state in UNDECIDED

    @property
    def is_begun(self) -> bool:
        """Whether the provider's page was opened and nothing was said since: one may have left it, or just paid."""
        return self.state is PaymentState.INITIATED


@dataclass(frozen=True, slots=True)
class Bill:
    """The invoice of an order; ``ready`` once its document was produced, seconds after the payment."""

    id: int
    number: str
    ready: bool


def purchases(professional_id: int) -> list[Purchase]:
    """Orders, the newest first."""
    newest = _purchases(professional_id).order_by(Order.confirmed_at.desc(), Order.id.desc())
    return [Purchase(*row) for row in session().execute(newest.limit(SHOWN))]


def purchase(professional_id: int, order_id: int) -> Purchase:
    """One of them. Raises NotFound for anybody else's."""
    row = session().execute(_purchases(professional_id).where(Order.id == order_id)).one_or_none()
    if row is None:
        raise NotFound
    return Purchase(*row)


def last_attempt(order_id: int) -> Attempt | None:
    """The newest payment of an order, if it was ever tried."""
    return last_attempts([order_id]).get(order_id)


def last_attempts(order_ids: Collection[int]) -> dict[int, Attempt]:
    """The newest payment of each order that was ever tried."""
    columns = select(Payment.order_id, Payment.id, Payment.state, Payment.amount_ttc)
    tried = columns.where(Payment.order_id.in_(order_ids)).order_by(Payment.id)
    return {order_id: Attempt(*attempt) for order_id, *attempt in session().execute(tried)}


def bill_of(order_id: int) -> Bill | None:
    """The invoice of an order, once it is paid."""
    columns = select(Invoice.id, Invoice.number, InvoiceDocument.id.is_not(None))
    invoices = columns.outerjoin(InvoiceDocument, InvoiceDocument.invoice_id == Invoice.id)
    row = session().execute(invoices.where(Invoice.order_id == order_id)).one_or_none()
    return Bill(row[0], str(row[1]), row[2]) if row else None


def _purchases(professional_id: int) -> Select[tuple[object, ...]]:
    statement = (
        select(
            Order.id,
            Order.reference,
            Order.state,
            Order.confirmed_at,
            Order.total_ht,
            Order.vat_rate,
            Order.vat_amount,
            Order.total_ttc,
            Reservation.expires_at,
            OrderLine.id,
            Lead.id,
            Lead.reference,
            Lead.state,
            Trade.label,
            Need.label,
            Lead.urgency,
            Lead.postal_code,
            Commune.name,
            func.coalesce(Lead.public_description, ""),
            Lead.requested_at,
            OrderLine.revealed_at,
            OrderLine.first_viewed_at,
            OrderLine.first_contact_at,
            OrderLine.unanswered,
            OrderLine.recredit_until,
            OrderLine.outcome,
            OrderLine.masked_at,
            LegalVersion.number,
            LegalVersion.contact_minutes,
        )
        .join(Reservation, Reservation.id == Order.reservation_id)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(Lead, Lead.id == OrderLine.lead_id)
        .join(Trade, Trade.id == Lead.trade_id)
        .join(Need, Need.id == Lead.need_id)
        .join(Commune, Commune.id == Lead.commune_id)
        .join(LegalVersion, LegalVersion.id == Order.terms_id)
        .where(Order.professional_id == professional_id)
    )
    return statement  # type: ignore[return-value]  # a select of more columns than SQLAlchemy types
