"""One's own account: password, sessions, personal tokens, the company one works for."""

import re
from datetime import timedelta

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask_babel import gettext as _

from app.access import links
from app.access.asking import current_account
from app.access.identity import Account
from app.access.in_force import rules_in_force
from app.access.login_sessions import PERSONAL_TOKEN_DAYS, Opened, end_session, open_session, sessions_of
from app.access.operators import work_for
from app.access.requests import safe_next
from app.access.tables import Ending, SessionKind
from app.database import commit
from app.errors import DomainError, InvalidFields, NotFound
from app.screens.addresses import RECORD

pages = Blueprint("own_account", __name__, url_prefix="/compte")

Page = str | tuple[str, int]


@pages.get("/")
def show() -> Page:
    """The account of the acting person."""
    return _page()


@pages.post("/mot-de-passe")
def change_password() -> Page | Response:
    """Change the password after the present one was typed again; every other session ends."""
    account, form = current_account(), request.form
    try:
        links.change_password(account, form.get("present", ""), form.get("password", ""), form.get("again", ""))
    except DomainError as refusal:
        return _page(refusal=refusal), refusal.status
    flash(_("Mot de passe changé. Vos autres sessions sont fermées."), "success")
    return _back()


@pages.post(f"/sessions{RECORD}/fermer")
def close(id: int) -> Response:
    """End one of one's own sessions or tokens."""
    if not end_session(id, Ending.REVOKED, account_id=current_account().id):
        raise NotFound
    commit()
    flash(_("Session fermée."), "success")
    return _back()


@pages.post("/jetons")
def make_token() -> Page:
    """Make a personal token, shown this once."""
    name, days = request.form.get("name", "").strip(), request.form.get("days", "")
    errors = {}
    if not 0 < len(name) <= 80:
        errors["name"] = _("Donnez un nom de 80 caractères au plus.")
    if not re.fullmatch(r"\d{1,3}", days) or not 0 < int(days) <= PERSONAL_TOKEN_DAYS:
        errors["days"] = _("Entre 1 et %(most)s jours.", most=PERSONAL_TOKEN_DAYS)
    if errors:
        refusal = InvalidFields(errors)
        return _page(refusal=refusal), refusal.status
    lasts = timedelta(days=int(days))
    opened = open_session(current_account().id, SessionKind.PERSONAL, name=name, lasts=lasts)
    commit()
    return _page(opened=opened)


@pages.post("/entreprise")
def choose_operator() -> Response:
    """Work for another of one's companies from now on, in this session."""
    chosen = request.form.get("operator_id", "")
    if not re.fullmatch(r"\d{1,18}", chosen):
        raise NotFound
    work_for(current_account(), int(chosen))
    commit()
    return redirect(safe_next(None), 303)  # type: ignore[return-value]  # records of the other company are gone


def _page(*, refusal: DomainError | None = None, opened: Opened | None = None) -> str:
    account = current_account()
    return render_template(
        "account/own.html",
        title=_("Mon compte"),
        account=account,
        roles=_labels(account),
        sessions=sessions_of(account.id),
        refusal=refusal,
        opened=opened,
        typed=request.form,
    )


def _labels(account: Account) -> list[str]:
    roles = rules_in_force().roles
    return [str(roles[code].label) for code in roles if code in account.roles]


def _back() -> Response:
    return redirect("/compte/", 303)  # type: ignore[return-value]  # Flask's own response class
