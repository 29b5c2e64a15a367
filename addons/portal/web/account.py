"""«Compte»: the professional's file, preferences, terms (CGV-5.8, CGV-1.5)."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask import request as http
from flask_babel import gettext as _

from addons.legal.wording import blocks
from addons.notifications.models import Channel
from addons.portal.reading import account
from addons.portal.web.person import company, professional_id
from addons.portal.web.refusing import refused
from app.errors import DomainError
from app.portal import desk

pages = Blueprint("account", __name__, url_prefix="/compte", template_folder="../templates")

Page = str | tuple[str, int] | Response


@pages.get("/")
def shown() -> Page:
    """Identity, territories, documents, preferences."""
    return _account(None)


@pages.post("/offres")
def preferences() -> Page:
    """On which channels new requests are told; contract messages are never refused (CGV-16)."""
    try:
        for channel in Channel:
            desk.ask("professionals.preferences", channel=channel.code, wanted=channel.code in http.form)
    except DomainError as refusal:
        return refused(_account, refusal)
    flash(_("Vos préférences sont enregistrées."), "success")
    return _to(url_for("account.shown"))


@pages.post("/pause")
def pause() -> Page:
    """Stop being offered requests for some days, or start again."""
    days = _number("days")
    try:
        desk.ask("professionals.pause", days=days)
    except DomainError as refusal:
        return refused(_account, refusal)
    flash(_("En pause.") if days else _("Vous recevez de nouveau les demandes."), "success")
    return _to(url_for("account.shown"))


@pages.get("/conditions")
def terms() -> Page:
    """The terms in force, whole, and the box to tick, never ticked beforehand (CGV-1.5)."""
    return _terms(None)


@pages.post("/conditions")
def accept() -> Page:
    """Accept the version that was read."""
    version = _number("version")
    if "accepted" not in http.form:
        flash(_("Cochez la case pour accepter les conditions."), "danger")
        return _to(url_for("account.terms"))
    try:
        desk.ask("professionals.accept_terms", version_id=version)
    except DomainError as refusal:
        return refused(_terms, refusal)
    flash(_("Conditions acceptées."), "success")
    return _to(url_for("requests.listed"))


def _account(refusal: DomainError | None) -> str:
    me = professional_id()
    return render_template(
        "portal/account.html",
        own=account.own_file(me),
        company=company(),
        territories=account.territories(me),
        documents=account.documents(me),
        unwanted=account.refused_channels(me),
        channels=Channel,
        terms=account.terms(me),
        refusal=refusal,
    )


def _terms(refusal: DomainError | None) -> str:
    found = account.terms(professional_id())
    text = list(blocks(found.body)) if found else []
    return render_template("portal/terms.html", terms=found, blocks=text, refusal=refusal)


def _number(name: str) -> int:
    """A number that our own form holds; 400 for anything else, which no page of ours sends."""
    found = http.form.get(name, type=int)
    if found is None:
        abort(400)
    return found


def _to(address: str) -> Response:
    return redirect(address, 303)  # type: ignore[return-value]  # Flask's own response class
