"""The administration of accounts, and the page that shows who may do what."""

from collections.abc import Callable

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask_babel import gettext as _

from app.access import administration
from app.access.asking import require
from app.access.in_force import rules_in_force
from app.access.matrix import matrix
from app.access.people import Person
from app.database import commit, session
from app.errors import DomainError, InvalidFields, NotFound
from app.i18n import Label
from app.models.kinds import Email, InvalidValue

pages = Blueprint("accounts", __name__)

Page = str | tuple[str, int]
LIST = "/comptes/"
#: Flask-AppBuilder numbers accounts with four bytes: a greater number is no address.
ACCOUNT = "/comptes/<int(max=2147483647):id>"
RIGHTS = "/droits/"


@pages.get(LIST)
def listed() -> Page:
    """Accounts by name, forty at a time."""
    text = request.args.get("q", "")
    found, more = administration.accounts(text, after=request.args.get("after", type=int))
    labels = rules_in_force().roles
    return render_template("account/list.html", title=_("Comptes"), accounts=found, more=more, q=text, labels=labels)


@pages.get("/comptes/nouveau")
def ask_invitation() -> Page:
    """The form of an invitation."""
    require(administration.WORD, Person)
    return _invitation(None)


@pages.post("/comptes/nouveau")
def invite() -> Page | Response:
    """Open an account and send its link."""
    require(administration.WORD, Person)
    typed = {name: request.form.get(name, "").strip() for name in ("first_name", "last_name", "email")}
    try:
        typed["email"] = _checked(typed)
        id = administration.invite(
            first_name=typed["first_name"],
            last_name=typed["last_name"],
            email=typed["email"],
            roles=_roles_typed(),
        )
        commit()
    except DomainError as refusal:
        session.rollback()
        return _invitation(refusal), refusal.status
    flash(_("Invitation envoyée à %(email)s.", email=typed["email"]), "success")
    return _to(id)


@pages.get(ACCOUNT)
def shown(id: int) -> Page:
    """One account, its roles and what can be done with it."""
    return _account(id)


@pages.post(f"{ACCOUNT}/roles")
def give_roles(id: int) -> Page | Response:
    """Give the roles that are ticked."""
    return _do(id, lambda: administration.give_roles(id, _roles_typed()), _("Rôles enregistrés."))


@pages.post(f"{ACCOUNT}/desactiver")
def deactivate(id: int) -> Page | Response:
    """Close the account."""
    return _do(id, lambda: administration.deactivate(id), _("Compte désactivé."))


@pages.post(f"{ACCOUNT}/reactiver")
def reactivate(id: int) -> Page | Response:
    """Open the account again."""
    return _do(id, lambda: administration.reactivate(id), _("Compte réactivé."))


@pages.post(f"{ACCOUNT}/inviter")
def invite_again(id: int) -> Page | Response:
    """Send a new link to choose a password."""
    return _do(id, lambda: administration.invite_again(id), _("Lien envoyé."))


@pages.post(f"{ACCOUNT}/sessions/fermer")
def sign_out(id: int) -> Page | Response:
    """End every session of the account."""
    return _do(id, lambda: administration.sign_out_everywhere(id), _("Sessions fermées."))


@pages.get(RIGHTS)
def rights() -> Page:
    """Who may do what: the rules in force, as a table. Changed in the code of add-ons only."""
    require(administration.WORD, Person)
    rules = rules_in_force()
    return render_template("account/rights.html", title=_("Droits"), roles=rules.roles.values(), rows=matrix(rules))


def _do(id: int, act: Callable[[], None], sentence: str) -> Page | Response:
    try:
        act()
        commit()
    except NotFound:
        raise
    except DomainError as refusal:
        session.rollback()
        return _account(id, refusal), refusal.status
    flash(sentence, "success")
    return _to(id)


def _account(id: int, refusal: DomainError | None = None) -> str:
    found = administration.account(id)
    title = f"{found.first_name} {found.last_name}"
    roles = rules_in_force().roles.values()
    return render_template("account/account.html", title=title, account=found, roles=roles, refusal=refusal)


def _invitation(refusal: DomainError | None) -> str:
    roles = rules_in_force().roles.values()
    return render_template(
        "account/invite.html",
        title=_("Inviter"),
        roles=roles,
        typed=request.form,
        ticked=_roles_typed(),
        refusal=refusal,
    )


def _roles_typed() -> set[str]:
    """The ticked roles that exist."""
    return set(request.form.getlist("roles")) & set(rules_in_force().roles)


def _checked(typed: dict[str, str]) -> str:
    """The e-mail address as it is stored. Raises InvalidFields for all that is wrong at once."""
    errors: dict[str, Label] = {}
    for name in ("first_name", "last_name"):
        if not 0 < len(typed[name]) <= 64:
            errors[name] = _("De 1 à 64 caractères.")
    address = typed["email"]
    try:
        address = Email().parse(typed["email"])
    except InvalidValue as refusal:
        errors["email"] = refusal.message
    if errors:
        raise InvalidFields(errors)
    return address


def _to(id: int) -> Response:
    return redirect(f"/comptes/{id}", 303)  # type: ignore[return-value]  # Flask's own response class
