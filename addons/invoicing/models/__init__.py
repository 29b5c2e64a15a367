"""Invoices, their lines and their stored documents."""

from addons.invoicing.models.document import InvoiceDocument
from addons.invoicing.models.invoice import Invoice, InvoiceLine, InvoiceState, SeriesCode

__all__ = ["Invoice", "InvoiceDocument", "InvoiceLine", "InvoiceState", "SeriesCode"]
