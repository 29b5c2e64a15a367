"""The portal's own pages: where ``/`` leads, and one's password."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access.asking import current_account
from app.access.links import change_password
from app.errors import DomainError
from app.portal import navigation

pages = Blueprint("portal_pages", __name__)

Page = str | tuple[str, int]


@pages.get("/")
def home() -> Response:
    """Lead to the first entry of the bar; to the password as long as no add-on has a page."""
    first = next(iter(navigation.entries()), None)
    return _to(first.url if first else url_for("portal_pages.ask_password"))


@pages.get("/compte/mot-de-passe")
def ask_password() -> Page:
    """The form of a new password."""
    return _password(None)


@pages.post("/compte/mot-de-passe")
def choose_password() -> Page | Response:
    """Change the password after the present one was typed again; every other session ends."""
    form = request.form
    try:
        change_password(current_account(), form.get("present", ""), form.get("password", ""), form.get("again", ""))
    except DomainError as refusal:
        return _password(refusal), refusal.status
    flash(_("Mot de passe changé. Vos autres sessions sont fermées."), "success")
    return _to(url_for("portal_pages.home"))


def _password(refusal: DomainError | None) -> str:
    return render_template("portal/password.html", title=_("Mot de passe"), account=current_account(), refusal=refusal)


def _to(address: str) -> Response:
    return redirect(address, 303)  # type: ignore[return-value]  # Flask's own response class
