"""A resource of the API, from its declaration alone: read, create, change, delete, move to another state."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tests.sample.fixtures import CLERK, KEEPER, VISITOR
from tests.sample.models import Crate, Shelf, Size, Tag

NEW = {"reference": "C-1", "size": "small"}


@pytest.fixture
def keeper(program):
    return program(KEEPER)


@pytest.fixture
def clerk(program):
    return program(CLERK)


def test_a_record_is_answered_in_the_words_of_programs(keeper, stock):
    shelf, tag = Shelf(name="Haut"), Tag(name="zinc")
    *_others, id_ = stock(
        shelf, tag,
        Crate(reference="C-1", price_ht=Decimal("49.9"), size=Size.LARGE, shelf=shelf, tags=[tag], fragile=True,
              packed_on=date(2026, 11, 2), sent_at=datetime(2026, 11, 21, 13, 5, tzinfo=UTC), extra={"a": 1}),
    )  # fmt: skip
    answer = keeper.get(f"/crates/{id_}")
    assert answer.status_code == 200
    found = answer.get_json()
    assert found["shelf"] == {"id": shelf_id(found), "label": "Haut"}
    assert [tag["label"] for tag in found["tags"]] == ["zinc"]
    assert (found["price_ht"], found["cost_ht"]) == ("49.90", None)
    assert (found["packed_on"], found["sent_at"]) == ("2026-11-02", "2026-11-21T13:05:00Z")
    assert (found["size"], found["state"], found["fragile"], found["extra"]) == ("large", "draft", True, {"a": 1})
    assert (found["version"], found["items"]) == (1, [])


def shelf_id(found):
    return found["shelf"]["id"]


def test_a_list_is_paged_filtered_and_counted(keeper, stock, count_queries):
    stock(*(Crate(reference=f"C-{number}", size=Size.SMALL) for number in range(3)))
    first = keeper.get("/crates/?sort=reference&limit=2&size=small").get_json()
    assert [item["reference"] for item in first["items"]] == ["C-0", "C-1"]
    assert (first["total"], first["total_capped"]) == (3, False)
    with count_queries() as queries:
        rest = keeper.get(f"/crates/?sort=reference&limit=2&size=small&after={first['next']}").get_json()
    assert [item["reference"] for item in rest["items"]] == ["C-2"]
    assert rest["next"] is None
    assert len(queries) == 4  # who asks, rows, tags, count


def test_a_record_is_created_with_lines_and_changed(keeper, stock):
    (shelf,) = stock(Shelf(name="Haut"))
    made = keeper.post("/crates/", json={**NEW, "shelf": shelf, "items": [{"label": "vis", "quantity": 2}]})
    assert made.status_code == 201
    body = made.get_json()
    assert made.headers["Location"].endswith(f"/api/v1/crates/{body['id']}")
    assert [(line["label"], line["quantity"]) for line in body["items"]] == [("vis", 2)]
    change = {"version": 1, "name": "Vis à bois", "items": [{"id": body["items"][0]["id"], "quantity": 3}]}
    changed = keeper.patch(f"/crates/{body['id']}", json=change).get_json()
    assert (changed["name"], changed["version"], changed["items"][0]["quantity"]) == ("Vis à bois", 2, 3)


def test_a_stale_version_is_answered_with_the_present_values(keeper):
    made = keeper.post("/crates/", json=NEW).get_json()
    path = f"/crates/{made['id']}"
    keeper.patch(path, json={"version": 1, "weight": 7})
    stale = keeper.patch(path, json={"version": 1, "weight": 9})
    assert stale.status_code == 409
    body = stale.get_json()
    assert body["code"] == "stale_version"
    assert "Ana Magasin" in body["message"]
    assert (body["current"]["weight"], body["current"]["version"]) == (7, 2)


def test_a_transition_is_performed(clerk, keeper, stock):
    (id_,) = stock(Crate(reference="C-1", size=Size.SMALL))
    sent = clerk.post(f"/crates/{id_}/send", json={"price": "9.90"})
    assert (sent.status_code, sent.get_json()["state"], sent.get_json()["price_ht"]) == (200, "sent", "9.90")
    again = clerk.post(f"/crates/{id_}/send", json={"price": "9.90"})
    assert (again.status_code, again.get_json()["code"]) == (409, "wrong_state")
    assert clerk.post(f"/crates/{id_}/close").status_code == 403
    assert keeper.post(f"/crates/{id_}/close").get_json()["state"] == "closed"


def test_a_record_is_deleted_where_that_was_granted(keeper, clerk, stock):
    shelf, id_ = stock(Shelf(name="Haut"), Crate(reference="C-1", size=Size.SMALL))
    keeper.patch(f"/crates/{id_}", json={"version": 1, "shelf": shelf})
    assert clerk.delete(f"/crates/{id_}").status_code == 403
    in_use = keeper.delete(f"/shelves/{shelf}")
    assert (in_use.status_code, in_use.get_json()["code"]) == (409, "record_in_use")
    assert keeper.delete(f"/crates/{id_}").status_code == 204
    assert keeper.get(f"/crates/{id_}").status_code == 404


@pytest.mark.parametrize(
    ("body", "status", "fields"),
    [
        ({}, 422, {"reference", "size"}),
        ({**NEW, "reference": "x" * 21}, 422, {"reference"}),
        ({**NEW, "name": "a\x00b"}, 422, {"name"}),
        ({**NEW, "name": "\ud800"}, 422, {"name"}),
        ({**NEW, "price_ht": 3.5}, 422, {"price_ht"}),
        ({**NEW, "price_ht": "3.555"}, 422, {"price_ht"}),
        ({**NEW, "weight": -1, "fragile": "oui", "packed_on": "31/02/2026"}, 422, {"weight", "fragile", "packed_on"}),
        ({**NEW, "sent_at": "2026-11-21T13:05:00"}, 422, {"sent_at"}),
        ({**NEW, "shelf": 424242}, 422, {"shelf"}),
        ({**NEW, "shelf": {"id": 1}}, 422, {"shelf"}),
        ({**NEW, "shelf": 2**70}, 422, {"shelf"}),
        ({**NEW, "tags": 3}, 422, {"tags"}),
        ({**NEW, "tags": [424242]}, 422, {"tags"}),
        ({**NEW, "items": {}}, 422, {"items"}),
        ({**NEW, "items": [3]}, 422, {"items-0"}),
        ({**NEW, "items": [{"label": "vis", "quantity": 0}]}, 422, {"items-0-quantity"}),
        ({**NEW, "items": [{"id": 3, "label": "vis"}]}, 422, {"items-0-id"}),
        ({**NEW, "size": "small", "weight": 101}, 422, {"weight"}),
        ({**NEW, "colour": "red"}, 400, set()),
        ({**NEW, "state": "closed"}, 400, set()),
        ({**NEW, "id": 3}, 400, set()),
        ({**NEW, "version": 3}, 400, set()),
        ({**NEW, "items": [{"label": "vis", "crate": 3}]}, 400, set()),
    ],
)
def test_wrong_values_are_told_beside_their_fields(keeper, body, status, fields):
    answer = keeper.post("/crates/", json=body)
    assert (answer.status_code, set(answer.get_json()["fields"])) == (status, fields)
    assert set(answer.get_json()) == {"code", "message", "fields", "rule"}


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"data": b"{", "content_type": "application/json"}, 400),
        ({"data": b'{"reference": "\xe9"}', "content_type": "application/json"}, 400),
        ({"data": b"[]", "content_type": "application/json"}, 400),
        ({"data": b'{"price_ht": NaN}', "content_type": "application/json"}, 400),
        ({"data": b"[" * 100_000, "content_type": "application/json"}, 400),
        ({"data": b"9" * 100_000, "content_type": "application/json"}, 400),
        ({"data": b"reference=C-1"}, 415),
        ({"data": {"reference": "C-1"}}, 415),
        ({"data": b" " * 1_000_001, "content_type": "application/json"}, 413),
    ],
)
def test_what_is_no_json_object_is_refused(keeper, sent, status):
    answer = keeper.post("/crates/", **sent)
    assert answer.status_code == status
    assert set(answer.get_json()) == {"code", "message", "fields", "rule"}


def test_a_taken_value_is_a_conflict_and_nothing_of_sql_is_told(keeper):
    keeper.post("/crates/", json=NEW)
    answer = keeper.post("/crates/", json=NEW)
    assert answer.status_code == 409
    assert set(answer.get_json()["fields"]) == {"reference"}
    assert "uq_" not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/crates/?colour=red", 400),
        ("GET", "/crates/?group=size", 400),
        ("GET", "/crates/?sort=colour", 400),
        ("GET", "/crates/0", 404),
        ("GET", "/crates/424242", 404),
        ("GET", f"/crates/{2**64}", 404),
        ("GET", "/crates/x", 404),
        ("GET", "/nothing/", 404),
        ("PUT", "/crates/", 405),
        ("DELETE", "/crates/", 405),
        ("GET", "/crates/1/send", 405),
        ("POST", "/crates/1/explode", 404),
        ("POST", "/crates/424242/send", 404),
        ("PATCH", "/crates/424242", 404),
        ("DELETE", "/crates/424242", 404),
    ],
)
def test_wrong_addresses_are_told_in_json(keeper, method, path, status):
    answer = keeper.send(method, path, json={"price": "1.00"} if method == "POST" else {} if method != "GET" else None)
    assert answer.status_code == status
    assert set(answer.get_json()) == {"code", "message", "fields", "rule"}


def test_nobody_and_nobody_in_particular_get_nothing(program, stock):
    (id_,) = stock(Crate(reference="C-1", size=Size.SMALL))
    assert program(None).get("/crates/").status_code == 401
    visitor = program(VISITOR)
    for method, path in (("GET", "/crates/"), ("GET", f"/crates/{id_}"), ("DELETE", f"/crates/{id_}")):
        assert visitor.send(method, path).status_code == 403
    assert visitor.post("/crates/", json=NEW).status_code == 403


def test_fields_one_may_not_read_are_as_if_they_did_not_exist(clerk, stock):
    (id_,) = stock(Crate(reference="C-1", secret="mandragore", cost_ht=Decimal(3), size=Size.SMALL))
    assert {"secret", "cost_ht", "items"}.isdisjoint(clerk.get(f"/crates/{id_}").get_json())
    assert clerk.get("/crates/?q=mandragore").get_json()["total"] == 0

    def refusal(answer, name):
        return answer.status_code, answer.get_json()["code"], answer.get_json()["message"].replace(name, "…")

    for ask in ("/crates/?{}=x", "/crates/?sort={}", "/crates/?{}_from=1"):
        hidden, unknown = (refusal(clerk.get(ask.format(name)), name) for name in ("cost_ht", "nowhere"))
        assert hidden == unknown
    for values in ({"cost_ht": "wrong"}, {"items": 3}, {"secret": 3}):
        (name,) = values
        hidden = refusal(clerk.post("/crates/", json={**NEW, **values}), name)
        assert hidden == refusal(clerk.post("/crates/", json={**NEW, "nowhere": 3}), "nowhere")
