"""The same sale for programs, under ``/api/v1/portal/``: amounts are strings, instants UTC with Z, refusals as JSON.

``claim`` gives the id of the order to come: it is confirmed, paid and followed under it.
"""

from datetime import datetime
from decimal import Decimal

from flask import Blueprint, Response, jsonify, url_for

from addons.orders.models import LineOutcome, LostReason, Proximity
from addons.payments.models import Method
from addons.portal.contact import open_contact
from addons.portal.reading import baskets, invoices, purchases, requests
from addons.portal.reading.requests import AvailableRequest
from addons.portal.web import sheets
from addons.portal.web.answers import (
    Claimed,
    DocumentAnswer,
    Followed,
    OrderAnswer,
    Paying,
    of_basket,
    of_purchase,
)
from addons.portal.web.openapi import document as openapi
from addons.portal.web.person import professional_id
from addons.portal.web.serving import Asked, Served, key
from app.api.routes import ID
from app.errors import NotFound
from app.i18n import _l
from app.models.kinds import ChoiceKind, Flag, MoneyKind
from app.portal import desk
from app.privacy.vault import Person

PREFIX = "/api/v1/portal"
_INSTANTS = ("first_viewed_at", "first_contact_at")

pages = Blueprint("portal_api", __name__, url_prefix=PREFIX)
served = Served(pages)


@served.add("GET", "/requests/", _l("Demandes disponibles"), AvailableRequest, many=True)
def every_request() -> list[AvailableRequest]:
    """Requests that may be bought now."""
    return requests.available(professional_id())


@served.add("GET", "/requests/<id>", _l("Demande"), AvailableRequest)
def one_request(id: int) -> AvailableRequest:
    """One of them."""
    return requests.request(professional_id(), id)


@served.add(
    "POST",
    "/requests/<id>/claim",
    _l("Prendre cette demande"),
    Claimed,
    price_seen_ht=Asked(MoneyKind()),
    available=Asked(Flag()),
    proximity=Asked(ChoiceKind(Proximity), required=False),
)
def claim(id: int, price_seen_ht: Decimal, available: bool, proximity: Proximity | None = None) -> Claimed:
    """Put it in the basket; ``proximity`` is that of its urgency when it is left out."""
    taken = desk.ask(
        "orders.claim",
        key=key(),
        lead_id=id,
        price_seen_ht=str(price_seen_ht),
        proximity=proximity.code if proximity else None,
        available=available,
    )
    return Claimed(taken["reservation"], datetime.fromisoformat(taken["expires_at"]))


@served.add("GET", "/orders/", _l("Mes achats"), OrderAnswer, many=True)
def every_order() -> list[OrderAnswer]:
    """Baskets that are not confirmed, then orders, the newest first."""
    me = professional_id()
    kept, bought = baskets.baskets(me), purchases.purchases(me)
    attempts = purchases.last_attempts([found.id for found in bought])
    orders = [of_purchase(found, attempts.get(found.id)) for found in bought]
    return [*(of_basket(found) for found in kept if not found.ordered), *orders]


@served.add("GET", "/orders/<id>", _l("Achat"), OrderAnswer)
def one_order(id: int) -> OrderAnswer:
    """One of them: the basket until it is confirmed, then the order and its payment."""
    me = professional_id()
    try:
        return of_purchase(purchases.purchase(me, id), purchases.last_attempt(id))
    except NotFound:
        return of_basket(baskets.basket(me, id))


@served.add("POST", "/orders/<id>/confirm", _l("Confirmer"), OrderAnswer, price_seen_ht=Asked(MoneyKind()))
def confirm(id: int, price_seen_ht: Decimal) -> OrderAnswer:
    """Confirm the basket at the price that was seen."""
    desk.ask("orders.confirm", key=key(), reservation_id=id, price_seen_ht=str(price_seen_ht))
    return one_order(id)


@served.add("POST", "/orders/<id>/pay", _l("Payer"), Paying, method=Asked(ChoiceKind(Method), required=False))
def pay(id: int, method: Method = Method.CARD) -> Paying:
    """Begin the payment. Nothing is paid before the provider has said so."""
    return Paying(**desk.ask("payments.open", key=key(), order_id=id, method=method.code))


@served.add("GET", "/orders/<id>/contact", _l("Coordonnées"), Person)
def contact(id: int) -> Person:
    """The person to call, once paid; each reading is logged (CGV-3.9)."""
    found = purchases.purchase(professional_id(), id)
    if not found.is_open:
        raise NotFound
    return open_contact(found.line_id)


@served.add("POST", "/orders/<id>/contact", _l("Client contacté"), Followed, answered=Asked(Flag()))
def contacted(id: int, answered: bool) -> Followed:
    """Say that the client was called, or that nobody answered (CGV-13.3)."""
    return _follow("orders.contacted" if answered else "orders.no_answer", id)


@served.add(
    "POST",
    "/orders/<id>/outcome",
    _l("Suite donnée"),
    Followed,
    outcome=Asked(ChoiceKind(LineOutcome)),
    lost_reason=Asked(ChoiceKind(LostReason), required=False),
)
def outcome(id: int, outcome: LineOutcome, lost_reason: LostReason | None = None) -> Followed:
    """Say what came of it; the contact is then masked (CGV-2.9, CGV-19.6)."""
    return _follow("orders.outcome", id, outcome=outcome.code, lost_reason=lost_reason.code if lost_reason else None)


@served.add("GET", "/orders/<id>/documents", _l("Documents"), DocumentAnswer, many=True)
def documents(id: int) -> list[DocumentAnswer]:
    """Invoice and sheet of one order, and where their PDF is."""
    found, items = purchases.purchase(professional_id(), id), []
    if bill := purchases.bill_of(id):
        items.append(DocumentAnswer("invoice", bill.number, url_for(".invoice", id=bill.id) if bill.ready else None))
    if found.is_open:
        items.append(DocumentAnswer("contact_sheet", found.lead_reference, url_for(".contact_sheet", id=id)))
    return items


@pages.get(f"/invoices/{ID}.pdf")
def invoice(id: int) -> Response:
    """The PDF of one invoice, byte for byte as it was produced."""
    _number, content = invoices.document(professional_id(), id)
    return Response(content, mimetype="application/pdf")


@pages.get(f"/orders/{ID}/contact.pdf", endpoint="contact_sheet")
def printed(id: int) -> Response:
    """The contact on one page, once paid (CGV-11.5)."""
    return sheets.contact_sheet(purchases.purchase(professional_id(), id))


@pages.get("/_openapi")
def described() -> Response:
    """Every address above, in OpenAPI 3.1."""
    return jsonify(openapi(served.operations, PREFIX))


def _follow(command: str, id: int, **more: str | None) -> Followed:
    line_id = purchases.purchase(professional_id(), id).line_id
    told = desk.ask(command, key=key(), line_id=line_id, **more)
    viewed, called = (told[name] and datetime.fromisoformat(told[name]) for name in _INSTANTS)
    return Followed(viewed, called, told["unanswered"])
