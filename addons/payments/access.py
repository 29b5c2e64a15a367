"""Who may do what with payments (matrix of roles): the accountant decides, the professional reads his own."""

from sqlalchemy import ColumnElement, exists, or_

from addons.base.roles import ACCOUNTANT, ADMIN, MANAGER
from addons.payments.models import Payment, ProviderEvent, Refund
from addons.professionals.roles import PROFESSIONAL
from app.access.grants import Grant
from app.access.identity import Account

#: What an accountant types of a payment by hand; all the rest follows from the order.
BY_HAND = ("order", "method")
#: What the portal shows of a payment.
OWN = ("order", "professional", "method", "amount_ttc", "opened_at", "captured_at", "failed_at", "state", "operator")


def _ours(me: Account) -> ColumnElement[bool]:
    """Events about a payment of one's company, and those that are about nothing known."""
    of_company = exists().where(Payment.id == ProviderEvent.payment_id, Payment.operator_id == me.operator_id)
    return or_(ProviderEvent.payment_id.is_(None), of_company)


ACCESS = [
    Grant(ADMIN, Payment, "read"),
    Grant(MANAGER, Payment, "read"),
    Grant(ACCOUNTANT, Payment, "read settle"),
    Grant(ACCOUNTANT, Payment, "create", fields=BY_HAND),
    Grant(ADMIN, Refund, "read"),
    Grant(MANAGER, Refund, "read"),
    Grant(ACCOUNTANT, Refund, "read settle"),
    *(Grant(role, ProviderEvent, "read", where=_ours) for role in (ADMIN, MANAGER, ACCOUNTANT)),
    Grant(PROFESSIONAL, Payment, "read", where=lambda me: Payment.professional_id == me.professional_id, fields=OWN),
]
