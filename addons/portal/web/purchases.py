"""«Mes achats»: the basket and its countdown, the payment, the contact details, and what came of it."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask import request as http
from flask_babel import gettext as _

from addons.orders.models import LineOutcome, LostReason
from addons.payments.models import Method
from addons.portal.contact import open_contact
from addons.portal.reading import account, baskets, purchases
from addons.portal.web.amounts import listed_price, price
from addons.portal.web.person import professional_id
from addons.portal.web.refusing import refused
from addons.portal.web.sheets import contact_sheet
from app.api.routes import ID
from app.errors import DomainError
from app.portal import desk

pages = Blueprint("purchases", __name__, url_prefix="/achats", template_folder="../templates")

Page = str | tuple[str, int] | Response

#: What is captured at once, and may therefore be chosen here.
METHODS = (Method.CARD, Method.WALLET)


@pages.get("/")
def listed() -> Page:
    """Baskets first, then every order."""
    me = professional_id()
    kept = [(basket, listed_price(basket.price_ht)) for basket in baskets.baskets(me) if not basket.ordered]
    return render_template("portal/purchases.html", baskets=kept, purchases=purchases.purchases(me))


@pages.get(f"/panier/{ID}")
def basket(id: int) -> Page:
    """The basket: price, VAT, total, terms, and the time that is left."""
    kept = baskets.basket(professional_id(), id)
    return _to(url_for("purchases.shown", id=id)) if kept.ordered else _basket(id, None)


@pages.post(f"/panier/{ID}/payer")
def pay(id: int) -> Page:
    """Confirm at the price shown, then go and pay; pressed twice, it is one order and one payment."""
    form = http.form
    version = form.get("terms", type=int)
    try:
        if version is not None:
            desk.ask("professionals.accept_terms", version_id=version)
        order = desk.ask("orders.confirm", reservation_id=id, price_seen_ht=form.get("price_seen_ht", ""))["order"]
    except DomainError as refusal:
        return refused(lambda why: _basket(id, why), refusal)
    return _pay(order)


@pages.post(f"/panier/{ID}/retirer")
def release(id: int) -> Page:
    """Give the request back to the others."""
    try:
        desk.ask("orders.release", reservation_id=id)
    except DomainError as refusal:
        return refused(lambda why: _either(id, why), refusal)
    flash(_("La demande est rendue aux autres professionnels."), "info")
    return _to(url_for("requests.listed"))


@pages.get(f"/{ID}")
def shown(id: int) -> Page:
    """One purchase: waiting for its payment, or the person to call."""
    return _purchase(id, None)


@pages.get(f"/{ID}/fiche.pdf")
def printed(id: int) -> Response:
    """The contact on one page, to keep while the work lasts; as logged as any other reading (CGV-11.5)."""
    found = purchases.purchase(professional_id(), id)
    return contact_sheet(found)


@pages.get(f"/{ID}/etat")
def polled(id: int) -> Page:
    """Where the payment stands, for the page that waits; once decided, the whole page is loaded again."""
    found = purchases.purchase(professional_id(), id)
    attempt = purchases.last_attempt(id)
    if found.state not in purchases.UNPAID or attempt is None or not attempt.is_undecided:
        return Response(headers={"HX-Redirect": url_for("purchases.shown", id=id)})
    return render_template("portal/waiting.html", purchase=found, attempt=attempt)


@pages.post(f"/{ID}/payer")
def pay_again(id: int) -> Page:
    """Try again after a refusal, or go back to the page that was left: begun once, it is the same payment."""
    return _pay(id)


@pages.post(f"/{ID}/contacte")
def contacted(id: int) -> Page:
    """The client was called (CGV-13.3)."""
    return _told(id, "orders.contacted", _("C’est noté : client contacté."))


@pages.post(f"/{ID}/sans-reponse")
def unanswered(id: int) -> Page:
    """The client did not answer; trying again is counted."""
    return _told(id, "orders.no_answer", _("C’est noté. Réessayez dans quelques minutes, puis par SMS."))


@pages.post(f"/{ID}/suite")
def outcome(id: int) -> Page:
    """What came of it; the contact details are then masked (CGV-19.6)."""
    said, reason = http.form.get("outcome", ""), http.form.get("lost_reason") or None
    masks = said != LineOutcome.PENDING.code
    thanks = _("Merci. Les coordonnées sont désormais masquées.") if masks else _("Merci, c’est noté.")
    return _told(id, "orders.outcome", thanks, outcome=said, lost_reason=reason)


def _told(id: int, command: str, thanks: str, **more: str | None) -> Page:
    line_id = purchases.purchase(professional_id(), id).line_id
    try:
        desk.ask(command, line_id=line_id, **more)
    except DomainError as refusal:
        return refused(lambda why: _purchase(id, why), refusal)
    flash(thanks, "success")
    return _to(url_for("purchases.shown", id=id))


def _pay(order_id: int) -> Page:
    """A page of ours that leads to the provider's: a form may not be sent to another site."""
    method = http.form.get("method", Method.CARD.code)
    if method not in {each.code for each in METHODS}:
        abort(400)
    try:
        opened = desk.ask("payments.open", order_id=order_id, method=method)
    except DomainError as refusal:
        return refused(lambda why: _purchase(order_id, why), refusal)
    return render_template("portal/leaving.html", url=opened["url"], order_id=order_id)


def _either(id: int, refusal: DomainError) -> str:
    """The page of a basket, or that of the order which bears its id."""
    kept = baskets.basket(professional_id(), id)
    return _purchase(id, refusal) if kept.ordered else _basket(id, refusal)


def _basket(id: int, refusal: DomainError | None) -> str:
    me = professional_id()
    kept = baskets.basket(me, id)
    return render_template(
        "portal/basket.html",
        basket=kept,
        # Beside a refusal, which may be that the back office is away, the amounts that were shown.
        price=(listed_price if refusal else price)(kept.price_ht),
        terms=account.terms(me),
        methods=METHODS,
        refusal=refusal,
    )


def _purchase(id: int, refusal: DomainError | None) -> str:
    me = professional_id()
    found = purchases.purchase(me, id)
    contact = None
    if found.is_open:
        contact = open_contact(found.line_id)
        found = purchases.purchase(me, id)  # the first reading started the minutes that are shown
    return render_template(
        "portal/purchase.html",
        purchase=found,
        attempt=purchases.last_attempt(id),
        invoice=purchases.bill_of(id),
        contact=contact,
        methods=METHODS,
        outcomes=LineOutcome,
        reasons=LostReason,
        refusal=refusal,
    )


def _to(address: str) -> Response:
    return redirect(address, 303)  # type: ignore[return-value]  # Flask's own response class
