"""What programs of professionals may ask, and how each mistake is told."""

import re

import pytest
from openapi_spec_validator import validate

from addons.leads.models import Urgency
from tests.support.people import PASSWORD

pytestmark = pytest.mark.real_roles

PRICE = {"price_seen_ht": "29.90"}


def test_a_token_is_given_against_a_name_and_a_password(shop):
    portal = shop.sides.portal.test_client()
    given = portal.post("/api/v1/security/login", json={"username": "ada", "password": PASSWORD}).get_json()
    headers = {"Authorization": f"Bearer {given['access_token']}"}
    answer = shop.sides.portal.test_client(use_cookies=False).get("/api/v1/portal/requests/", headers=headers)
    assert answer.status_code == 200
    wrong = portal.post("/api/v1/security/login", json={"username": "ada", "password": "autre chose"})
    assert wrong.status_code == 401


@pytest.mark.rule("CGV-2.5")
@pytest.mark.rule("CGV-3.12")
def test_a_request_says_what_may_be_known_before_payment_and_nothing_else(shop):
    lead = shop.request()
    [told] = [each for each in shop.api("ada", "GET", "requests/").get_json()["items"] if each["id"] == lead]
    assert told == shop.api("ada", "GET", f"requests/{lead}").get_json()
    instants = {name: told.pop(name) for name in ("requested_at", "expires_at")}
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", instant) for instant in instants.values())
    assert re.fullmatch(r"DI-\d{4}-\d{6}", told.pop("reference"))
    assert told == {
        "id": lead,
        "trade": "Plomberie",
        "need": "Fuite d’eau",
        "urgency": "today",
        "postal_code": "30000",
        "commune": "Nîmes",
        "description": "Fuite sous un évier.",
        "price_ht": "29.90",
        "order_id": None,
    }


@pytest.mark.rule("CGV-5.6")
def test_the_id_of_the_claim_is_that_of_the_order(shop):
    lead = shop.request()
    id_ = shop.take("ada", lead)
    kept = shop.api("ada", "GET", f"orders/{id_}").get_json()
    assert (kept["id"], kept["state"], kept["total_ht"], kept["total_ttc"]) == (id_, "basket", "29.90", None)
    assert shop.api("ada", "GET", f"requests/{lead}").get_json()["order_id"] == id_
    assert [each["state"] for each in _orders(shop) if each["id"] == id_] == ["basket"]
    order = shop.api("ada", "POST", f"orders/{id_}/confirm", **PRICE).get_json()
    assert (order["id"], order["state"], order["payment"]) == (id_, "awaiting_payment", None)
    assert (order["vat_amount"], order["total_ttc"]) == ("5.98", "35.88")
    opened = shop.api("ada", "POST", f"orders/{id_}/pay").get_json()
    assert opened == shop.api("ada", "POST", f"orders/{id_}/pay", method="card").get_json()
    shop.tell(opened["url"], "captured")
    paid = shop.api("ada", "GET", f"orders/{id_}").get_json()
    assert (paid["state"], paid["payment"], paid["reference"]) == ("fulfilled", "captured", order["reference"])
    assert shop.api("ada", "GET", f"orders/{id_}/contact").get_json()["phone"] == "+33639981234"
    bill, sheet = shop.api("ada", "GET", f"orders/{id_}/documents").get_json()["items"]
    assert (bill["kind"], bill["url"], sheet["kind"]) == ("invoice", None, "contact_sheet")
    shop.write_invoice(id_)
    for document in shop.api("ada", "GET", f"orders/{id_}/documents").get_json()["items"]:
        pdf = shop.api("ada", "GET", document["url"].removeprefix("/api/v1/portal/"))
        assert (pdf.mimetype, pdf.data[:5]) == ("application/pdf", b"%PDF-")
    assert [each["state"] for each in _orders(shop) if each["id"] == id_] == ["fulfilled"]


def _orders(shop):
    return shop.api("ada", "GET", "orders/").get_json()["items"]


@pytest.mark.rule("CGV-13.3")
@pytest.mark.rule("CGV-19.6")
def test_what_follows_is_noted_until_the_contact_is_masked(shop):
    id_ = shop.buy("ada", shop.request())
    assert shop.api("ada", "POST", f"orders/{id_}/contact", answered=False).get_json()["unanswered"] == 1
    assert shop.api("ada", "GET", f"orders/{id_}").get_json()["unanswered"] == 1
    noted = shop.api("ada", "POST", f"orders/{id_}/contact", answered=True).get_json()
    assert noted["first_contact_at"] and noted["first_viewed_at"] is None
    lost = shop.api("ada", "POST", f"orders/{id_}/outcome", outcome="lost")
    assert (lost.status_code, lost.get_json()["rule"]) == (422, "CGV-2.9")
    assert shop.api("ada", "POST", f"orders/{id_}/outcome", outcome="lost", lost_reason="delay").status_code == 200
    assert shop.api("ada", "GET", f"orders/{id_}").get_json()["masked_at"]
    assert shop.api("ada", "GET", f"orders/{id_}/contact").status_code == 404


@pytest.mark.parametrize(
    ("path", "body", "status", "told"),
    [
        ("claim", {"available": True, **PRICE, "price": "1"}, 400, {"code": "unknown_field"}),
        ("claim", {"available": True, "price_seen_ht": 29.9}, 422, {"fields": ["price_seen_ht"]}),
        ("claim", {"available": True, "price_seen_ht": "29,905"}, 422, {"fields": ["price_seen_ht"]}),
        ("claim", {"available": "yes", "price_seen_ht": None}, 422, {"fields": ["available", "price_seen_ht"]}),
        ("claim", {"available": True, **PRICE, "proximity": "moon"}, 422, {"fields": ["proximity"]}),
        ("claim", {"available": False, **PRICE}, 422, {"rule": "CGV-9.9"}),
        ("claim", {"available": True, "price_seen_ht": "19.90"}, 409, {"rule": "CGV-6.6"}),
        ("claim", [], 400, {"code": "unreadable_body"}),
    ],
)
def test_each_mistake_is_told(shop, path, body, status, told):
    lead = shop.request()
    headers = {"Authorization": f"Bearer {shop.street.tokens['ada']}"}
    client = shop.sides.portal.test_client(use_cookies=False)
    answer = client.post(f"/api/v1/portal/requests/{lead}/{path}", json=body, headers=headers)
    said = answer.get_json()
    assert answer.status_code == status, said
    assert {name: sorted(said[name]) if name == "fields" else said[name] for name in told} == told
    assert said["message"]


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("confirm", {}, "price_seen_ht"),
        ("pay", {"method": "gold"}, "method"),
        ("contact", {"answered": 1}, "answered"),
        ("outcome", {"outcome": "maybe"}, "outcome"),
    ],
)
def test_each_mistake_about_an_order_is_told(shop, path, body, field):
    answer = shop.api("ada", "POST", f"orders/1/{path}", **body)
    assert (answer.status_code, list(answer.get_json()["fields"])) == (422, [field])


@pytest.mark.rule("CGV-6.4")
def test_a_method_that_is_not_captured_at_once_is_refused(shop):
    id_ = shop.take("ada", shop.request())
    shop.api("ada", "POST", f"orders/{id_}/confirm", **PRICE)
    refused = shop.api("ada", "POST", f"orders/{id_}/pay", method="transfer")
    assert (refused.status_code, refused.get_json()["rule"]) == (422, "CGV-6.4")


@pytest.mark.rule("CGV-3.8")
def test_the_second_one_is_told_the_article(shop):
    lead = shop.request(urgency=Urgency.IMMEDIATE)
    shop.take("bob", lead)
    refused = shop.api("ada", "POST", f"requests/{lead}/claim", available=True, **PRICE)
    assert (refused.status_code, refused.get_json()["rule"]) == (409, "CGV-3.8")


def test_nothing_is_filtered_or_sorted(shop):
    for path in ("requests/?sort=price_ht", "orders/?q=x", "orders/1?fields=all"):
        answer = shop.api("ada", "GET", path)
        assert (answer.status_code, answer.get_json()["code"]) == (400, "bad_query")


def test_a_repeated_claim_is_done_once_and_its_key_serves_nothing_else(shop):
    lead, other = shop.request(), shop.request()
    asked = {"available": True, **PRICE}
    first = shop.api("ada", "POST", f"requests/{lead}/claim", key="k" * 200, **asked)
    again = shop.api("ada", "POST", f"requests/{lead}/claim", key="k" * 200, **asked)
    assert first.get_json() == again.get_json()
    reused = shop.api("ada", "POST", f"requests/{other}/claim", key="k" * 200, **asked)
    assert (reused.status_code, reused.get_json()["code"]) == (422, "key_reused")
    long = shop.api("ada", "POST", f"requests/{other}/claim", key="k" * 201, **asked)
    assert (long.status_code, long.get_json()["code"]) == (400, "bad_key")


def test_a_cookie_does_nothing_without_the_token_of_its_form(shop):
    lead = shop.request()
    answer = shop.client("ada").post(f"/api/v1/portal/requests/{lead}/claim", json={"available": True, **PRICE})
    assert answer.status_code == 400
    assert shop.api("ada", "GET", f"requests/{lead}").get_json()["order_id"] is None


def test_the_document_of_the_api_is_valid_and_names_every_address(shop):
    document = shop.api("ada", "GET", "_openapi").get_json()
    validate(document)
    told = {(method.upper(), path) for path, operations in document["paths"].items() for method in operations}
    served = {
        (method, re.sub(r"<[^>]*?(\w+)>", r"{\1}", rule.rule))
        for rule in shop.sides.portal.url_map.iter_rules()
        if rule.endpoint.startswith("portal_api.")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert told == served
    claim = document["paths"]["/api/v1/portal/requests/{id}/claim"]["post"]
    body = claim["requestBody"]["content"]["application/json"]["schema"]
    assert (sorted(body["required"]), body["additionalProperties"]) == (["available", "price_seen_ht"], False)
    answer = document["paths"]["/api/v1/portal/orders/{id}"]["get"]["responses"]["200"]
    fields = answer["content"]["application/json"]["schema"]["properties"]
    assert fields.keys() == shop.api("ada", "GET", f"orders/{shop.take('ada', shop.request())}").get_json().keys()
