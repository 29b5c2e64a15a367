"""The public form of a site: somebody asks to be called back (CGV-5.3, E-22)."""

from dataclasses import dataclass

from flask import Blueprint, render_template, request
from sqlalchemy import select

from addons.base.errors import InvalidPostalCode
from addons.base.models import Operator, Site, Trade
from addons.base.models.operator import Purpose
from addons.base.models.site import canonical_host
from addons.calls.models import Slot
from addons.calls.services import limit_forms, receive_call_back
from app.access.requests import public
from app.access.secret import keyed_hash
from app.access.system import as_system
from app.database import session
from app.errors import DomainError, NotFound
from app.formats import format_phone
from app.i18n import _
from app.models.kinds import InvalidValue, LongText
from app.privacy.vault import Person
from app.screens.addon_pages import carry_out

call_back_form = Blueprint("call_back_form", __name__, url_prefix="/rappel", template_folder="templates")
NOTE_LENGTH = 2000
#: A field no person sees: whatever fills it is no person.
TRAP = "website"

Page = str | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Shown:
    """What the form says of the site."""

    label: str
    operator: str
    rights_email: str | None
    line: str | None
    trades: tuple[tuple[int, str], ...]


@call_back_form.get("/<host>")
@public
def ask(host: str) -> Page:
    """The empty form of the site of that host. Raises NotFound."""
    with as_system("formulaire de rappel d’un site"):
        shown = _shown(_site(host))
    return _page(shown, None)


@call_back_form.post("/<host>")
@public
def send(host: str) -> Page:
    """Queue the call-back, or show the form again with what was typed; no request is made (CGV-5.3).

    Raises NotFound.
    """
    with as_system("formulaire de rappel d’un site"):
        shown = _shown(_site(host))
    try:
        if not request.form.get(TRAP):
            carry_out("demande de rappel reçue par le formulaire d’un site", lambda: _receive(_site(host)))
    except DomainError as refusal:
        return _page(shown, refusal), refusal.status
    return render_template("calls/call_back_sent.html", title=_("Demande de rappel"), site=shown)


def _site(host: str) -> Site:
    site = session().scalar(select(Site).where(Site.host == canonical_host(host), Site.active))
    if site is None:
        raise NotFound
    return site


def _shown(site: Site) -> Shown:
    operator: Operator = site.operator
    trades = sorted((trade for trade in site.trades if trade.active), key=lambda trade: trade.label_key)
    return Shown(
        site.label,
        operator.legal_name,
        operator.email_for(Purpose.GDPR),
        format_phone(site.phone_line) if site.phone_line else None,
        tuple((trade.id, trade.label) for trade in trades),
    )


def _page(shown: Shown, refusal: DomainError | None) -> str:
    return render_template(
        "calls/call_back_form.html",
        title=_("Être rappelé"),
        site=shown,
        slots=Slot,
        typed=request.form,
        refusal=refusal,
        trap=TRAP,
        note_length=NOTE_LENGTH,
    )


def _receive(site: Site) -> None:
    origin = keyed_hash("call-back form from an address", request.remote_addr or "")
    limit_forms(site.operator_id, origin)
    receive_call_back(
        site,
        Person(last_name=request.form.get("last_name"), phone=request.form.get("phone")),
        trade=_trade(site),
        postal_code=_postal_code(),
        slot=next((slot for slot in Slot if slot.code == request.form.get("slot")), None),
        note=_note(),
        origin=origin,
    )


def _trade(site: Site) -> Trade | None:
    """The trade that was chosen, among those of the site."""
    return next((trade for trade in site.trades if str(trade.id) == request.form.get("trade")), None)


def _postal_code() -> str | None:
    postal_code = "".join(request.form.get("postal_code", "").split())
    if postal_code and not (len(postal_code) == 5 and postal_code.isascii() and postal_code.isdigit()):
        raise InvalidPostalCode(field="postal_code")
    return postal_code or None


def _note() -> str | None:
    try:
        note: str | None = LongText(NOTE_LENGTH).parse(request.form.get("note", ""))
    except InvalidValue as invalid:
        invalid.field = "note"
        raise
    return note or None


PAGES = [call_back_form]
