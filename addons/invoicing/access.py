"""Who may do what with invoices (matrix of roles): everybody reads, nobody types one (CGV-1.1, CGV-6.5).

An invoice is written by the capture of its payment, which the system does; no role carries a word to create or change.
"""

from sqlalchemy import ColumnElement, any_, func, select
from sqlalchemy.orm import InstrumentedAttribute

from addons.base.roles import ACCOUNTANT, ADMIN, DPO, MANAGER
from addons.invoicing.models import Invoice, InvoiceDocument, InvoiceLine
from addons.professionals.roles import PROFESSIONAL
from app.access.grants import Grant
from app.access.identity import Account

_STAFF = (ADMIN, MANAGER, ACCOUNTANT, DPO)


def _among_own(invoice_id: InstrumentedAttribute[int], me: Account) -> ColumnElement[bool]:
    own = select(Invoice.id).where(Invoice.professional_id == me.professional_id)
    return invoice_id == any_(func.array(own.scalar_subquery()))


ACCESS = [
    *(Grant(role, model, "read") for role in _STAFF for model in (Invoice, InvoiceLine, InvoiceDocument)),
    # Mon Compte: one's own invoices, and the documents of these (CGV-5.7).
    Grant(PROFESSIONAL, Invoice, "read", where=lambda me: Invoice.professional_id == me.professional_id),
    Grant(PROFESSIONAL, InvoiceLine, "read", where=lambda me: _among_own(InvoiceLine.invoice_id, me)),
    Grant(PROFESSIONAL, InvoiceDocument, "read", where=lambda me: _among_own(InvoiceDocument.invoice_id, me)),
]
