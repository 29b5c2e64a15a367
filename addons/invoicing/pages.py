"""Pages of invoices: the document to download, and «Prêt à vendre ?»."""

from flask import Blueprint, Response, render_template

from addons.base.models import Operator
from addons.base.views import COMPANY
from addons.invoicing.models import Invoice
from addons.invoicing.readiness import Check, ready_to_sell
from addons.invoicing.services import document_of
from app.access import current_account, may, require
from app.database import session
from app.documents.answer import pdf
from app.errors import NotFound
from app.i18n import _l
from app.models.owned import OperatorMissing
from app.screens.addresses import RECORD
from app.screens.compiled import screens_of
from app.screens.navigation import Entry

invoices = Blueprint("invoices", __name__, template_folder="templates")


@invoices.get(f"/factures{RECORD}/document")
def document(id: int) -> Response:
    """The PDF of an invoice the person may read. Raises Forbidden, NotFound, DocumentNotReady."""
    require("read", Invoice)
    found = document_of(id)
    number = found.invoice.number
    assert number is not None  # an invoice is committed with its number
    return pdf(found.content, name=number, digest=found.sha256)


@invoices.get("/pret-a-vendre/")
def readiness() -> str:
    """Every check of the company one works for, with what to do, to those who may set it."""
    require("write", Operator)
    operator_id = current_account().operator_id
    if operator_id is None:
        raise OperatorMissing
    operator = session().get(Operator, operator_id)
    if operator is None:
        raise NotFound
    checks = ready_to_sell(operator)
    left = sum(1 for check in checks if check.counts and not check.done)
    return render_template("invoicing/readiness.html", operator=operator, checks=checks, left=left, link_of=_link_of)


def _link_of(check: Check) -> str | None:
    """Where to settle a check, if a screen of this installation shows it to this person."""
    screen = None if check.model is None else screens_of().of(check.model)
    if screen is None or not may("read", screen.model):
        return None
    return screen.list_url if check.record_id is None else screen.record_url(check.record_id)


PAGES = [invoices]

ENTRIES = [
    Entry(
        group=COMPANY,
        label=_l("Prêt à vendre ?"),
        icon="checklist",
        url="/pret-a-vendre/",
        may=lambda account: may("write", Operator),
        order=15,
    )
]
