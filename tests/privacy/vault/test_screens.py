"""A link to a contact: a masked label, found by whole words, opened by a button that is logged."""

import csv
import io
import re
import time
from types import ModuleType

import pytest
from sqlalchemy import select

from app.access.grants import Audience
from app.access.identity import System, acting_as
from app.addons import Addon
from app.database import commit, session
from app.privacy.vault import Contact, ContactAccess, Person, erase, keep
from app.screens.compilation import BadScreens, compile_screens
from app.screens.declaration import Saved, Screen
from tests.privacy.vault.conftest import TRACES
from tests.privacy.vault.desk.models import DeskSheet

MASK = "Mme Z•••• – 06 •• •• •• 61"
FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def sheet(browser, operators, canary, vault):
    """A sheet whose client is the invented person; its id and the contact's."""
    contact = keep(canary, commune_code="30189", operator_id=operators[0])
    made = DeskSheet(reference="B-1", subject="Fuite", client=contact, operator_id=operators[0])
    session.add(made)
    session.flush()
    ids = made.id, contact.id
    commit()
    return ids


@pytest.fixture
def many(browser, operators, vault):
    """Forty sheets with a client and a caller each."""
    for number in range(40):
        client, caller = (
            keep(Person(last_name=f"Essai{side}", phone=f"06399{number:03}{side}0"), operator_id=operators[0])
            for side in (1, 2)
        )
        session.add(DeskSheet(reference=f"B-{number}", client=client, caller=caller, operator_id=operators[0]))
    commit()


def text(answer, status=200) -> str:
    found = answer.get_data(as_text=True)
    assert answer.status_code == status, found[:2000]
    return found


def openings() -> list[tuple[int, str]]:
    with acting_as(System("test")):
        session.expire_all()
        return [(row.account_id, row.purpose) for row in session.scalars(select(ContactAccess).order_by("id"))]


def test_a_list_shows_masks_alone(browser, sheet):
    page = text(browser.get("/bordereaux/"))
    assert MASK in page
    assert [trace for trace in TRACES if trace in page.lower()] == []


def test_the_api_and_the_export_show_the_same_masks(browser, sheet):
    [item] = browser.get("/api/v1/desk_sheets/").get_json()["items"]
    assert item["client"] == {"id": sheet[1], "label": MASK}
    assert item["caller"] is None
    assert browser.get(f"/api/v1/desk_sheets/{sheet[0]}").get_json()["client"]["label"] == MASK
    [line] = csv.DictReader(io.StringIO(text(browser.get("/bordereaux/export.csv")).lstrip("\ufeff")), delimiter=";")
    assert line == {"Référence": "B-1", "Client": MASK, "Appelant": "", "Objet": "Fuite"}


def test_a_mask_cannot_begin_a_formula(browser, operators, vault):
    contact = keep(Person(last_name="=CMD()"), operator_id=operators[0])
    session.add(DeskSheet(reference="B-2", client=contact, operator_id=operators[0]))
    commit()
    assert ';"••••";' in text(browser.get("/bordereaux/export.csv"))


def test_who_may_not_read_contacts_sees_none(browser, sheet):
    for name in ("accountant", "stranger"):
        answer = browser.get("/api/v1/desk_sheets/", headers={"X-Account": name})
        assert [item["client"] for item in answer.get_json()["items"]] in ([], [{"id": sheet[1], "label": None}])
        assert "Z••••" not in text(browser.get("/bordereaux/", headers={"X-Account": name}))


def test_an_erased_contact_says_so(browser, sheet, vault):
    erase(session.get_one(Contact, sheet[1]))
    commit()
    assert "Effacé" in text(browser.get("/bordereaux/"))
    assert browser.get("/api/v1/desk_sheets/").get_json()["items"][0]["client"]["label"] == "Effacé"
    answer = browser.post(f"/api/v1/contacts/{sheet[1]}/open", json={"purpose": "rappel"})
    assert (answer.status_code, answer.get_json()["code"]) == (410, "contact_erased")


@pytest.mark.parametrize(
    "typed",
    [
        "06 39 98 47 61",
        "+33639984761",
        "0199004762",
        "ZWYKANARI.perso@example.org",
        "philomene",
        "Zwykanari Philomène",
        "zwykanari 06.39.98.47.61",
        "fui",
        "B-1",
    ],
)
def test_a_record_is_found_by_its_own_words_and_by_its_client(browser, sheet, typed):
    found = browser.get("/api/v1/desk_sheets/", query_string={"q": typed}).get_json()
    assert [item["id"] for item in found["items"]] == [sheet[0]]


@pytest.mark.parametrize(
    "typed",
    [
        *("zwykanar", "philo", "zwykanari autre", "06 39 98 47", "06 39 98 47 62"),
        *("perso@example.org", "perroquet", "a@b", "–"),
    ],
)
def test_neither_a_beginning_nor_somebody_else_nor_a_street_finds_it(browser, sheet, typed):
    found = browser.get("/api/v1/desk_sheets/", query_string={"q": typed}).get_json()
    assert found["items"] == []


def test_who_may_not_read_contacts_does_not_find_by_them(browser, sheet):
    for name, seen in (("admin", 1), ("accountant", 0)):
        answer = browser.get("/api/v1/desk_sheets/", query_string={"q": "zwykanari"}, headers={"X-Account": name})
        assert answer.get_json()["total"] == seen


def test_the_search_box_says_what_finds_a_client(browser, sheet):
    assert "client (téléphone, e-mail ou nom entier)" in text(browser.get("/bordereaux/"))


@pytest.mark.parametrize("asked", ["sort=client", "sort=-caller", "group=client", "client=1", "client=-"])
def test_nothing_sorts_filters_or_groups_by_a_client(browser, sheet, asked):
    assert browser.get(f"/bordereaux/?{asked}").status_code == 400
    assert browser.get(f"/api/v1/desk_sheets/?{asked}").status_code == 400


def test_nobody_looks_through_contacts_nor_types_a_link_to_one(browser, sheet):
    assert browser.get("/recherche/contact.contact?q=zwykanari").status_code == 404
    assert browser.get("/api/v1/contacts/").status_code == 404
    assert browser.get(f"/api/v1/contacts/{sheet[1]}").status_code == 404
    assert 'name="client"' not in text(browser.get("/bordereaux/nouveau"))
    answer = browser.post("/api/v1/desk_sheets/", json={"reference": "B-3", "client": sheet[1]})
    assert answer.status_code == 400


def test_the_record_page_shows_the_mask_and_a_button_that_opens(browser, sheet, people):
    page = text(browser.get(f"/bordereaux/{sheet[0]}"))
    assert MASK in page
    assert [trace for trace in TRACES if trace in page.lower()] == []
    assert "Afficher les coordonnées" in page
    address = re.search(r'hx-post="(/coordonnees/\d+)"', page)[1]
    purpose = re.search(r'name="purpose" value="([^"]+)"', page)[1]
    assert openings() == []
    card = text(browser.post(address, data={"purpose": purpose}, headers=FRAGMENT))
    assert "<html" not in card
    for shown in ("Mme Philomène Zwykanari", "06 39 98 47 61", "01 99 00 47 62", "zwykanari.perso@example.org"):
        assert shown in card
    assert "12 bis rue du Perroquet" in card
    assert openings() == [(people["agent"].id, "vaultdesk.sheet")]
    whole = text(browser.post(address, data={"purpose": purpose}))
    assert "<html" in whole
    assert "Mme Philomène Zwykanari" in whole


def test_only_a_post_opens(browser, sheet):
    assert browser.get(f"/coordonnees/{sheet[1]}").status_code == 405
    assert openings() == []


def test_a_forged_form_opens_nothing(vault_app, sheet, people, login_as_agent):
    answer = login_as_agent.post(f"/coordonnees/{sheet[1]}", data={"purpose": "essai"})
    assert answer.status_code == 400
    assert openings() == []


@pytest.fixture
def login_as_agent(vault_app, browser):
    """The agent's browser, with the cookie of the session and no form token."""
    client = vault_app.test_client()
    cookie = vault_app.extensions["relais.cookie"]
    client.set_cookie(cookie, browser.tokens["agent"])
    assert client.get("/bordereaux/").status_code == 200
    return client


def test_without_the_word_open_there_is_no_button_and_no_opening(browser, sheet):
    page = text(browser.get(f"/bordereaux/{sheet[0]}", headers={"X-Account": "admin"}))
    assert MASK in page
    assert "Afficher les coordonnées" not in page
    for name, status in (("admin", 403), ("accountant", 403), ("stranger", 404)):
        for address, sent in (
            (f"/coordonnees/{sheet[1]}", {"data": {"purpose": "essai"}}),
            (f"/api/v1/contacts/{sheet[1]}/open", {"json": {"purpose": "essai"}}),
        ):
            answer = browser.post(address, headers={"X-Account": name}, **sent)
            assert (name, answer.status_code) == (name, status)
    assert openings() == []


def test_a_program_opens_with_a_purpose_and_is_logged(browser, sheet, people):
    address = f"/api/v1/contacts/{sheet[1]}/open"
    assert browser.post(address, json={}).get_json()["fields"].keys() == {"purpose"}
    assert browser.post(address, json={"purpose": "Mme Zwykanari"}).status_code == 422
    assert browser.post(address, json={"purpose": "rappel", "id": 1}).status_code == 400
    assert openings() == []
    found = browser.post(address, json={"purpose": "rappel"}, headers={"Idempotency-Key": "k"}).get_json()
    assert found["phone"] == "+33639984761"
    assert found["company_name"] is None
    assert openings() == [(people["agent"].id, "rappel")]
    assert "/api/v1/contacts/{id}/open" in browser.get("/api/v1/_openapi").get_json()["paths"]


def test_a_page_of_forty_costs_one_look_up_of_keys(browser, many, count_queries):
    browser.get("/bordereaux/")
    with count_queries() as queries:
        started = time.perf_counter()
        page = text(browser.get("/bordereaux/"))
        spent = time.perf_counter() - started
    assert page.count("E•••• – 06 ••") == 80
    assert sum("data_key" in statement for statement in queries.sent) == 1
    print(f"\npage of 40 rows with 80 contacts: {spent * 1000:.1f} ms, {len(queries)} statements")  # noqa: T201


def test_an_export_reads_keys_by_thousands(browser, many, count_queries):
    with count_queries() as queries:
        lines = text(browser.get("/bordereaux/export.csv")).splitlines()
    assert len(lines) == 41
    assert sum("data_key" in statement for statement in queries.sent) == 2, "one per column and per 2 000 rows"


def test_contacts_have_no_screen_of_their_own_and_are_no_facet(vault_app, monkeypatch):
    class Everybody(Screen, model=Contact):
        columns = ("id",)

    class ByClient(Screen, model=DeskSheet):
        columns = ("reference",)
        sort = "client"
        saved = (Saved("Sans client", caller=None),)

    class OfProfessionals(Screen, model=DeskSheet):
        path = "portail"
        audience = Audience.PORTAL
        columns = ("reference", "client")

    views = ModuleType("throw_away_views")
    for screen in (Everybody, ByClient, OfProfessionals):
        screen.__module__ = views.__name__
        setattr(views, screen.__name__, screen)
    monkeypatch.setattr(Addon, "part", lambda self, name: views)
    with vault_app.test_request_context(), pytest.raises(BadScreens) as refused:
        compile_screens([Addon(name="vaultwrong", label="Essai")])
    said = str(refused.value)
    assert "Contact ne se liste pas" in said
    assert said.count("ne se trie, ne se filtre et ne se groupe pas") == 2
    assert "la donnée personnelle « client » ne se montre pas à ce public" in said
