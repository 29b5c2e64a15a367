"""«SMS (mode intégré)»: the texts a demonstration kept instead of sending them; and the address of the reports."""

from flask import Blueprint, render_template, request
from sqlalchemy import select

from addons.base.views import COMPANY
from addons.notifications.models import Channel, Delivery, Message
from addons.notifications.reports import hooks
from addons.notifications.sms import store
from app.access import may, require
from app.database import session
from app.effects.models import StoredMail
from app.errors import BadQuery, NotFound
from app.i18n import _l
from app.screens.navigation import Entry

PAGE = 50

kept = Blueprint("sms_store", __name__, template_folder="templates")


@kept.get("/sms/")
def listed() -> str:
    """The texts kept, last first, fifty at a time: to those who may read the e-mails kept beside them."""
    require("read", StoredMail)
    require("read", Message)
    texts = store()
    if texts is None:
        raise NotFound
    rows = (
        select(Message)
        .where(Message.channel == Channel.SMS, Message.state.in_((Delivery.SENT, Delivery.DELIVERED)))
        .order_by(Message.id.desc())
        .limit(PAGE + 1)
    )
    if (before := _before()) is not None:
        rows = rows.where(Message.id < before)
    found = session().scalars(rows).all()
    shown = [(row, sms) for row in found[:PAGE] if (sms := texts.find(row.key)) is not None]
    older = found[PAGE - 1].id if len(found) > PAGE else None
    return render_template("notifications/sms.html", texts=shown, older=older)


def _before() -> int | None:
    """Where the page starts. Raises BadQuery for anything but ``?avant=<number>``."""
    if unknown := next((name for name in request.args if name != "avant"), None):
        raise BadQuery(name=unknown)
    given = request.args.get("avant")
    if given is None:
        return None
    if not given.isdecimal() or len(given) > 18:
        raise BadQuery(name="avant")
    return int(given)


PAGES = [kept, hooks]

ENTRIES = [
    Entry(
        group=COMPANY,
        label=_l("SMS (mode intégré)"),
        icon="message-2",
        url="/sms/",
        may=lambda account: store() is not None and may("read", StoredMail),
        order=910,
    )
]
