"""«Demandes»: what may be bought now, one card each, and the page on which a request is taken."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask import request as http
from flask_babel import gettext as _

from addons.orders.services.baskets import DECLARED
from addons.portal.reading import account, baskets, requests
from addons.portal.web.amounts import listed_price
from addons.portal.web.person import professional_id
from addons.portal.web.refusing import refused
from app.api.routes import ID
from app.errors import DomainError
from app.portal import desk

pages = Blueprint("requests", __name__, url_prefix="/demandes", template_folder="../templates")

Page = str | tuple[str, int] | Response


@pages.get("/")
def listed() -> Page:
    """Every available request; the list asks for itself again every ten seconds."""
    me = professional_id()
    about = {"own": account.own_file(me), "terms": account.terms(me), "territories": account.territories(me)}
    return render_template("portal/requests.html", **about, **_offered(me))


@pages.get("/liste")
def polled() -> Page:
    """The list alone, for the page that polls."""
    return render_template("portal/request_cards.html", **_offered(professional_id()))


@pages.get(f"/{ID}")
def shown(id: int) -> Page:
    """One request, its price with VAT, and what must be declared."""
    return _request(id, None)


@pages.post(f"/{ID}/prendre")
def take(id: int) -> Page:
    """Put it in the basket at the price that was shown."""
    form = http.form
    try:
        taken = desk.ask(
            "orders.claim",
            lead_id=id,
            price_seen_ht=form.get("price_seen_ht", ""),
            proximity=form.get("proximity", ""),
            available="available" in form,
        )
    except DomainError as refusal:
        return refused(lambda why: _request(id, why), refusal)
    return _to(url_for("purchases.basket", id=taken["reservation"]))


@pages.post(f"/{ID}/decliner")
def decline(id: int) -> Page:
    """Take it off this professional's list, without consequence (CGV-1.4)."""
    try:
        desk.ask("matching.decline", lead_id=id)
    except DomainError as refusal:
        return refused(lambda why: _request(id, why), refusal)
    flash(_("La demande n’apparaîtra plus dans votre liste."), "info")
    return _to(url_for("requests.listed"))


def _offered(me: int) -> dict[str, object]:
    kept = [(basket, listed_price(basket.price_ht)) for basket in baskets.baskets(me)]
    free = [found for found in requests.available(me) if found.order_id is None]
    return {"baskets": kept, "requests": [(found, listed_price(found.price_ht)) for found in free]}


def _request(id: int, refusal: DomainError | None) -> str:
    found = requests.request(professional_id(), id)
    return render_template(
        "portal/request.html",
        wanted=found,
        price=listed_price(found.price_ht),
        proximity=DECLARED[found.urgency],
        refusal=refusal,
    )


def _to(address: str) -> Response:
    return redirect(address, 303)  # type: ignore[return-value]  # Flask's own response class
