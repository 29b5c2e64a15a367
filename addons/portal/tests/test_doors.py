"""Every address of the add-on, by hand: whom it lets in, and what it answers about somebody else's record."""

import re

import pytest

from tests.support.people import PASSWORD, enter

pytestmark = pytest.mark.real_roles

#: Method and address: what a professional gets for a record of another, or that never existed; None where the address
#: names none.
ROUTES = {
    ("GET", "/demandes/"): None,
    ("GET", "/demandes/liste"): None,
    ("GET", "/demandes/<id>"): 404,
    ("POST", "/demandes/<id>/prendre"): 404,
    ("POST", "/demandes/<id>/decliner"): 404,
    ("GET", "/achats/"): None,
    ("GET", "/achats/panier/<id>"): 404,
    ("POST", "/achats/panier/<id>/payer"): 404,
    ("POST", "/achats/panier/<id>/retirer"): 404,
    ("GET", "/achats/<id>"): 404,
    ("GET", "/achats/<id>/etat"): 404,
    ("GET", "/achats/<id>/fiche.pdf"): 404,
    ("POST", "/achats/<id>/payer"): 404,
    ("POST", "/achats/<id>/contacte"): 404,
    ("POST", "/achats/<id>/sans-reponse"): 404,
    ("POST", "/achats/<id>/suite"): 404,
    ("GET", "/factures/"): None,
    ("GET", "/factures/<id>.pdf"): 404,
    ("GET", "/compte/"): None,
    ("POST", "/compte/offres"): None,
    ("POST", "/compte/pause"): None,
    ("GET", "/compte/conditions"): None,
    ("POST", "/compte/conditions"): None,
    ("GET", "/api/v1/portal/_openapi"): None,
    ("GET", "/api/v1/portal/requests/"): None,
    ("GET", "/api/v1/portal/requests/<id>"): 404,
    ("POST", "/api/v1/portal/requests/<id>/claim"): 404,
    ("GET", "/api/v1/portal/orders/"): None,
    ("GET", "/api/v1/portal/orders/<id>"): 404,
    ("POST", "/api/v1/portal/orders/<id>/confirm"): 404,
    ("POST", "/api/v1/portal/orders/<id>/pay"): 404,
    ("GET", "/api/v1/portal/orders/<id>/contact"): 404,
    ("POST", "/api/v1/portal/orders/<id>/contact"): 404,
    ("POST", "/api/v1/portal/orders/<id>/outcome"): 404,
    ("GET", "/api/v1/portal/orders/<id>/documents"): 404,
    ("GET", "/api/v1/portal/orders/<id>/contact.pdf"): 404,
    ("GET", "/api/v1/portal/invoices/<id>.pdf"): 404,
}
#: A body that each address of the API would take.
BODIES = {
    "claim": {"price_seen_ht": "29.90", "available": True},
    "confirm": {"price_seen_ht": "29.90"},
    "contact": {"answered": True},
    "outcome": {"outcome": "won"},
}
OF_THE_ADDON = {"requests", "purchases", "invoices", "account", "portal_api"}
#: More than any table holds.
ABSENT = 2**40


def test_every_address_of_the_add_on_is_listed_here(shop):
    served = {
        (method, re.sub(r"<[^>]*?(\w+)>", r"<\1>", rule.rule))
        for rule in shop.sides.portal.url_map.iter_rules()
        if rule.endpoint.partition(".")[0] in OF_THE_ADDON
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert served == ROUTES.keys()


@pytest.mark.rule("CGV-3.6")
@pytest.mark.parametrize(("method", "rule"), ROUTES)
def test_nobody_is_asked_to_sign_in_and_sees_nothing(shop, method, rule):
    answer = shop.sides.portal.test_client().open(rule.replace("<id>", str(shop.street.lead)), method=method)
    if rule.startswith("/api/"):
        assert answer.status_code == 401
        assert answer.get_json()["code"] == "sign_in_required"
    elif method == "GET":
        assert (answer.status_code, answer.location.partition("?")[0]) == (302, "/connexion")
    else:
        assert answer.status_code == 400  # a form that is not ours: no session, no token
    assert b"Fuite" not in answer.data
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"


@pytest.mark.rule("CGV-3.7")
def test_the_staff_does_not_come_in(shop):
    username = shop.sides.account("MANAGER", "AGENT")
    portal = shop.sides.portal.test_client()
    with pytest.raises(AssertionError, match="ne s’ouvre pas ici"):
        enter(portal, username)
    asked = {"username": username, "password": PASSWORD}
    assert portal.post("/api/v1/security/login", json=asked).status_code == 403
    staff = shop.sides.staff.test_client()
    token = staff.post("/api/v1/security/login", json=asked).get_json()["access_token"]
    for (method, rule), _ in ROUTES.items():
        if rule.startswith("/api/"):
            path, headers = rule.replace("<id>", "1"), {"Authorization": f"Bearer {token}"}
            answer = shop.sides.portal.test_client(use_cookies=False).open(path, method=method, headers=headers)
            assert answer.status_code == 401, path


@pytest.mark.rule("CGV-3.7")
def test_a_professional_does_not_come_in_at_the_staff_s_door(shop):
    with pytest.raises(AssertionError, match="ne s’ouvre pas ici"):
        enter(shop.sides.staff.test_client(), "ada")
    headers = {"Authorization": f"Bearer {shop.street.tokens['ada']}"}
    staff = shop.sides.staff.test_client(use_cookies=False)
    for path in ("leads/", "orders/", "invoices/", "contacts/1/open", "portal/requests/"):
        assert staff.get(f"/api/v1/{path}", headers=headers).status_code in {401, 404, 405}, path


@pytest.fixture(scope="module")
def ids_of_bob(shop):
    """A request that Bob bought, and one he only keeps aside: Ada was offered both."""
    bought, kept = shop.request(), shop.request()
    order_id = shop.buy("bob", bought)
    invoice_id = shop.write_invoice(order_id)
    return {"demandes": bought, "requests": bought, "achats": order_id, "orders": order_id} | {
        "panier": shop.take("bob", kept),
        "factures": invoice_id,
        "invoices": invoice_id,
    }


@pytest.mark.rule("CGV-2.5")
@pytest.mark.rule("CGV-5.7")
@pytest.mark.parametrize(("method", "rule"), [key for key, status in ROUTES.items() if status == 404])
def test_another_s_record_and_one_that_never_was_do_not_exist(shop, ids_of_bob, method, rule):
    """The same answer for both, so that nothing tells them apart."""
    kind = next(name for name in ("panier", *ids_of_bob) if f"/{name}/<id>" in rule)
    answers = [_ask(shop, method, rule, id_) for id_ in (ids_of_bob[kind], ABSENT)]
    if rule.endswith(("/prendre", "/claim", "/decliner")):
        # Ada was offered it: she is told that it is gone, as she would be of any that was sold.
        assert answers[0][0] == 409
        answers = answers[1:]
    assert {status for status, _ in answers} == {404}
    for _, text in answers:
        assert "Canari" not in text


@pytest.mark.parametrize(("method", "rule"), [key for key, status in ROUTES.items() if status == 404])
def test_a_number_that_the_database_does_not_count_is_no_address(shop, method, rule):
    assert _ask(shop, method, rule, 2**80)[0] in {404, 405}


def _ask(shop, method, rule, id_):
    path = rule.replace("<id>", str(id_))
    if rule.startswith("/api/"):
        path = path.removeprefix("/api/v1/portal/")
        answer = shop.api("ada", method, path, **BODIES.get(rule.rpartition("/")[2], {}))
    elif method == "GET":
        answer = shop.client("ada").get(path)
    else:
        form = {"price_seen_ht": "29.90", "proximity": "today", "available": "on", "outcome": "won"}
        answer = shop.post("ada", path, **form)
    return answer.status_code, answer.get_data(as_text=True)
