"""What ``create_app`` calls for access: rules in force, requests identified, FAB behind our doors, account pages."""

from flask import Flask

from app.access import mails, operators, requests, security, tasks
from app.access.administration import WORD
from app.access.grants import Audience
from app.access.identity import Account
from app.access.in_force import enforce
from app.access.pages import accounts, own_account, signing_in
from app.access.people import Person
from app.database import session
from app.formats import format_instant
from app.i18n import _l
from app.kernel import Kernel
from app.screens.navigation import Entry, add_entry

#: ``mails`` and ``tasks`` declare an effect and a schedule.
__all__ = ["install", "mails", "tasks"]


def install(app: Flask, kernel: Kernel) -> None:
    """Close the application, then open the doors of this room: accounts are administered in the back office alone."""
    enforce(kernel.rules)
    requests.install(app)
    kernel.appbuilder = security.install(app, session)
    app.register_blueprint(signing_in.pages)
    app.jinja_env.filters["instant"] = format_instant
    if kernel.audience is Audience.PORTAL:
        return
    app.register_blueprint(own_account.pages)
    app.register_blueprint(accounts.pages)
    operators.install(app)

    def administers(account: Account) -> bool:
        return kernel.rules.may(account, WORD, Person)

    group = _l("Administration")
    add_entry(app, Entry(group, _l("Comptes"), "users", accounts.LIST, administers, order=900))
    add_entry(app, Entry(group, _l("Droits"), "lock", accounts.RIGHTS, administers, order=910))
