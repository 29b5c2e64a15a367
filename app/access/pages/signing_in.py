"""Pages for people who are not signed in yet."""

from flask import Blueprint, Response, redirect, render_template, request
from flask_babel import gettext as _

from app.access import links
from app.access.identity import Account, Authentication, acting_as, current
from app.access.login_sessions import end_session
from app.access.refusals import LinkExpired
from app.access.requests import LOGIN, forget, public, remember, safe_next
from app.access.signing_in import sign_in
from app.access.tables import Ending
from app.database import commit
from app.errors import DomainError

pages = Blueprint("signing_in", __name__)

Page = str | tuple[str, int]


@pages.get(LOGIN)
@public
def ask() -> Page | Response:
    """The login form, or the home page for somebody already signed in."""
    if isinstance(current(), Account):
        return _redirect(safe_next(request.args.get("next")))
    return render_template("account/login.html", title=_("Connexion"), username="", refusal=None)


@pages.post(LOGIN)
@public
def enter() -> Page | Response:
    """Sign in, or show the form again with one sentence that tells nothing of the account."""
    username = request.form.get("username", "")
    try:
        opened = sign_in(
            username,
            request.form.get("password", ""),
            address=request.remote_addr or "",
            device=request.user_agent.string,
        )
    except DomainError as refusal:
        page = render_template("account/login.html", title=_("Connexion"), username=username, refusal=refusal)
        return page, refusal.status
    return remember(_redirect(safe_next(request.args.get("next"))), opened)


@pages.post("/deconnexion")
@public
def leave() -> Response:
    """End the session, on the server and in the browser."""
    account = current()
    if isinstance(account, Account) and account.session_id is not None:
        with acting_as(Authentication()):  # the portal's own login writes nothing
            end_session(account.session_id, Ending.LOGOUT)
            commit()
    return forget(_redirect(LOGIN))


@pages.get("/mot-de-passe-oublie")
@public
def ask_forgotten() -> Page:
    """Ask for whom a link shall be sent."""
    return render_template("account/forgotten.html", title=_("Mot de passe oublié"), sent=False, refusal=None)


@pages.post("/mot-de-passe-oublie")
@public
def send_forgotten() -> Page:
    """Answer the same whether somebody has this name or nobody."""
    title = _("Mot de passe oublié")
    try:
        links.forgot(request.form.get("username", ""), address=request.remote_addr or "")
    except DomainError as refusal:
        return render_template("account/forgotten.html", title=title, sent=False, refusal=refusal), refusal.status
    return render_template("account/forgotten.html", title=title, sent=True, refusal=None)


@pages.get("/mot-de-passe/<signed>")
@public
def ask_password(signed: str) -> Page:
    """Ask the holder of a link for a password. Looking at the page does not use the link up: mail scanners look too."""
    links.holder(signed)
    return render_template("account/choose_password.html", title=_("Choisir un mot de passe"), refusal=None)


@pages.post("/mot-de-passe/<signed>")
@public
def choose_password(signed: str) -> Page | Response:
    """Store the password; then the holder signs in with it."""
    try:
        links.choose_password(signed, request.form.get("password", ""), request.form.get("again", ""))
    except LinkExpired:
        raise
    except DomainError as refusal:
        title = _("Choisir un mot de passe")
        return render_template("account/choose_password.html", title=title, refusal=refusal), refusal.status
    return forget(_redirect(LOGIN))


def _redirect(path: str) -> Response:
    response: Response = redirect(path, 303)  # type: ignore[assignment]  # Flask's own response class
    return response
