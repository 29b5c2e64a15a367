"""The stored document of an invoice: rendered after the commit, byte for byte what was sent."""

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from addons.invoicing.models.invoice import Invoice
from app.i18n import _l
from app.models.base import Base, Names
from app.models.fields import code, count, instant, ref
from app.models.owned import Owned
from app.privacy.declarations import Category, Subject, personal


class InvoiceDocument(Base, Owned):
    """A PDF/A-3b of one invoice."""

    __tablename__ = "invoicing_document"
    names = Names(_l("document de facture"), _l("documents de facture"))
    title = ("invoice",)
    resource = "invoice_documents"
    recorded = False

    invoice_id: Mapped[int] = ref("invoicing_invoice.id", label=_l("Facture"), unique=True, readonly=True)
    invoice: Mapped[Invoice] = relationship()
    rendered_at: Mapped[datetime] = instant(label=_l("Produit le"), readonly=True)
    sha256: Mapped[str] = code(64, label=_l("Empreinte"), readonly=True)
    size: Mapped[int] = count(label=_l("Octets"), readonly=True)
    content: Mapped[bytes] = mapped_column(
        LargeBinary,
        deferred=True,
        info={
            "personal": personal(
                Subject.PROFESSIONAL,
                Category.BUSINESS,
                purpose="conservation des factures",
                kept="10 ans (C. com. L123-22)",
            )
        },
    )
