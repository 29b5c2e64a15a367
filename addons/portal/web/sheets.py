"""The sheet of a contact as an answer, to pages and programs alike."""

from flask import Response

from addons.portal.contact import open_contact
from addons.portal.reading.purchases import Purchase
from addons.portal.sheet import sheet
from addons.portal.web.person import company
from app.errors import NotFound


def contact_sheet(found: Purchase) -> Response:
    """The PDF; its name is the reference of the request, never that of a person. Raises NotFound unless it is open."""
    if not found.is_open:
        raise NotFound
    sold_by = company()
    content = sheet(found, open_contact(found.line_id), seller=sold_by.name if sold_by else "")
    answer = Response(content, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.lead_reference}.pdf"'
    return answer
