"""The sandbox's web: the page where the buyer decides, and the three addresses its customers call."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from flask import Flask, Response, abort, jsonify, redirect, render_template, request

from addons.payments.sandbox.delivery import state_of
from addons.payments.sandbox.signature import HEADER, is_signed
from addons.payments.sandbox.store import Payment, Store
from app.formats import format_money

#: «Payer plus tard»: the bank thinks about it. «En retard»: long after any basket has fallen.
LATER, LATE = timedelta(seconds=20), timedelta(minutes=12)
#: The page posts to itself, and leads back to whoever sent the buyer.
POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"


def make_web(store: Store, key: str, address: str) -> Flask:
    """The web at ``address``, for the customer who shares ``key``."""
    app = Flask(__name__)
    _serve_customers(app, store, key, address)
    _serve_buyers(app, store)

    @app.get("/health/live")
    def live() -> Response:
        return jsonify(status="ok")

    @app.after_request
    def closed(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["Cache-Control"] = "no-store"
        return response

    return app


def _serve_customers(app: Flask, store: Store, key: str, address: str) -> None:
    """The three addresses of the customers, who sign what they ask."""

    def asked() -> dict[str, Any]:
        if not is_signed(key, request.get_data(), request.headers.get(HEADER, "")):
            abort(401)
        found: dict[str, Any] = request.get_json()
        return found

    @app.post("/api/payments")
    def opened() -> Response:
        wanted = asked()
        payment = store.open(*(str(wanted[name]) for name in ("key", "amount", "currency", "label", "return_url")))
        return jsonify(ref=payment.ref, url=f"{address}/payer/{payment.ref}")

    @app.post("/api/payments/state")
    def fetched() -> Response:
        wanted = asked()
        payment = store.find(wanted.get("ref"), wanted.get("key"))
        return jsonify(payment=state_of(payment) if payment is not None else None)

    @app.post("/api/refunds")
    def refunded() -> Response:
        wanted = asked()
        payment = store.find(wanted["ref"], None) or abort(404)
        back = store.refund(payment.ref, str(wanted["key"]), str(wanted["amount"]))
        told = {"id": f"sent-{back.ref}", "type": "refund_sent", "ref": back.ref, "key": back.key}
        return jsonify(told | {"amount": back.amount, "currency": payment.currency, "at": back.at})


def _serve_buyers(app: Flask, store: Store) -> None:
    """The page where the buyer decides."""

    @app.get("/payer/<ref>")
    def page(ref: str) -> str:
        return _page(_found(store, ref))

    @app.post("/payer/<ref>")
    def decided(ref: str) -> Any:
        payment = _found(store, ref)
        if payment.state in ("opened", "pending"):
            _decide(store, payment.ref, request.form.get("choice", ""))
        return redirect(payment.return_url, 303)


def _found(store: Store, ref: str) -> Payment:
    return store.find(ref, None) or abort(404)


def _page(payment: Payment) -> str:
    amount = format_money(Decimal(payment.amount))
    return render_template("page.html", payment=payment, amount=amount)


def _decide(store: Store, ref: str, choice: str) -> None:
    """What the buyer chose. An unknown choice is none."""
    match choice:
        case "pay":
            if store.decide(ref, "captured"):
                store.plan(ref, "captured")
        case "refuse":
            if store.decide(ref, "failed", "carte_refusee"):
                store.plan(ref, "failed")
        case "later":
            if store.decide(ref, "pending"):
                store.plan(ref, "pending")
                store.plan(ref, "captured", after=LATER)
        case "twice":
            if store.decide(ref, "captured"):
                id_ = store.plan(ref, "captured")
                store.plan(ref, "captured", again=id_)
                store.plan(ref, "captured")
        case "late":
            store.plan(ref, "captured", after=LATE)
