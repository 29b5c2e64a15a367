"""«Factures»: the professional's own, with their PDF (CGV-5.7)."""

from flask import Blueprint, Response, render_template

from addons.portal.reading import invoices
from addons.portal.web.person import professional_id
from app.api.routes import ID

pages = Blueprint("invoices", __name__, url_prefix="/factures", template_folder="../templates")


@pages.get("/")
def listed() -> str:
    """Every invoice, the newest first."""
    return render_template("portal/invoices.html", invoices=invoices.invoices(professional_id()))


@pages.get(f"/{ID}.pdf")
def downloaded(id: int) -> Response:
    """The document, byte for byte as it was produced."""
    number, content = invoices.document(professional_id(), id)
    headers = {"Content-Disposition": f'attachment; filename="{number}.pdf"'}
    return Response(content, mimetype="application/pdf", headers=headers)
