"""The button «Afficher les coordonnées»: what it swaps the masked label for, each time written to the log."""

from flask import Blueprint, Flask, render_template, request, url_for

from app.database import commit
from app.formats import format_phone
from app.privacy.vault.contact import Contact
from app.privacy.vault.opening import OPEN, reveal
from app.records import reading
from app.records.cursor import LARGEST_ID
from app.request_reader import wants_fragment

pages = Blueprint("vault", __name__, url_prefix="/coordonnees")


def install(app: Flask) -> None:
    """Serve the page, and give templates the address of a contact."""
    app.register_blueprint(pages)
    app.jinja_env.globals.update(contact_url=contact_url, phone_text=format_phone)


def contact_url(id: int) -> str:
    """Where a contact is opened, by POST alone."""
    return url_for("vault.show", id=id)


@pages.post(f"/<int(min=1, max={LARGEST_ID}):id>")
def show(id: int) -> str:
    """The coordinates of a contact, alone for htmx. Raises Forbidden, NotFound, InvalidPurpose, ContactErased."""
    contact = reading.get(Contact, id, OPEN)
    person = reveal(contact, purpose=request.form.get("purpose", ""))
    commit()
    return render_template("contact.html" if wants_fragment() else "contact_page.html", person=person)
