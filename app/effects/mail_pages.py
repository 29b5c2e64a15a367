"""«Courriels (mode intégré)»: the messages a demonstration kept instead of sending them, as plain text."""

from email.message import EmailMessage

from flask import Blueprint, Flask, render_template, request
from sqlalchemy import select

from app.access.identity import Account, current
from app.database import session
from app.effects.mail_store import MailStore
from app.effects.models import StoredMail
from app.errors import BadQuery, Forbidden, NotFound
from app.formats import format_instant
from app.i18n import _l
from app.kernel import kernel_of
from app.screens.addresses import RECORD
from app.screens.navigation import Entry, add_entry

PAGE = 50


def install_pages(app: Flask, store: MailStore) -> None:
    """Serve the messages of ``store`` to those who may read ``StoredMail``, an add-on's to grant."""
    pages = Blueprint("mails", __name__, url_prefix="/courriels")

    @pages.before_request
    def only_readers() -> None:
        account = current()
        if not isinstance(account, Account) or not kernel_of().rules.may(account, "read", StoredMail):
            raise Forbidden

    @pages.get("/")
    def listed() -> str:
        before = _before()
        rows = select(StoredMail).order_by(StoredMail.id.desc()).limit(PAGE + 1)
        if before is not None:
            rows = rows.where(StoredMail.id < before)
        found = session().scalars(rows).all()
        shown = [
            (row.id, format_instant(row.stored_at), message)
            for row in found[:PAGE]
            if (message := store.find(row.key)) is not None
        ]
        older = found[PAGE - 1].id if len(found) > PAGE else None
        return render_template("mail/list.html", mails=shown, older=older)

    @pages.get(RECORD)
    def shown(id: int) -> str:
        row = session().get(StoredMail, id)
        message = store.find(row.key) if row is not None else None
        if row is None or message is None:
            raise NotFound
        when = format_instant(row.stored_at)
        return render_template("mail/message_page.html", when=when, message=message, text=_text(message))

    app.register_blueprint(pages)
    add_entry(
        app,
        Entry(
            group=_l("Entreprise"),
            label=_l("Courriels (mode intégré)"),
            icon="mail",
            url="/courriels/",
            may=lambda account: kernel_of(app).rules.may(account, "read", StoredMail),
            order=900,
        ),
    )


def _before() -> int | None:
    """Where the page starts. Raises BadQuery for anything but ``?avant=<number>``."""
    for name in request.args:
        if name != "avant":
            raise BadQuery(name=name)
    given = request.args.get("avant")
    if given is None:
        return None
    if not given.isdecimal() or len(given) > 18:
        raise BadQuery(name="avant")
    return int(given)


def _text(message: EmailMessage) -> str:
    body = message.get_body(preferencelist=("plain",))
    return str(body.get_content()) if body is not None else ""
