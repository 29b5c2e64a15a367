"""Records by hand, on a laptop and on a phone: dialogs, lines, look-ups, two people at once, the keyboard.

Each test ends with a page that axe finds accessible and a console that stayed silent; screenshots go to ``var/``.
"""

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.screens.trial.models import Skill, State, Town, Trade, Visit, Workshop
from tests.support import throw_away
from tests.support.browser import PATIENCE

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[3]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SCREENSHOTS = ROOT / "var" / "screenshots"
WIDTHS = [{"width": 1440, "height": 900}, {"width": 390, "height": 844}]
#: What Chromium itself says of an answer that refuses; refusals are expected here.
EXPECTED = "Failed to load resource: the server responded with a status of 4"


@pytest.fixture
def served(site):
    with throw_away.served(site) as address:
        yield address


@pytest.fixture(params=WIDTHS, ids=["1440", "390"])
def tab(request, chromium, served):
    """A tab at each width; fails when the console spoke."""
    context = chromium.new_context(base_url=served, viewport=request.param, has_touch=request.param["width"] < 500)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert [text for text in said if not text.startswith(EXPECTED)] == []


@pytest.fixture
def lilas(stock):
    towns = [Town(name="Lyon", postal_code="69001"), Town(name="Villeurbanne", postal_code="69100")]
    lyon, *_others = stock(*towns, Skill(name="Coffres"), Skill(name="Rideaux"))
    visits = [Visit(day=date(2026, 3, day), town_id=lyon, minutes=day * 10, position=day) for day in (1, 2)]
    (id,) = stock(
        Workshop(
            reference="AT-7",
            name="Atelier des Lilas",
            trade=Trade.LOCKS,
            siren="123456789",
            phone="+33199000001",
            state=State.OPEN,
            visits=visits,
        )
    )
    return f"/ateliers/{id}"


def check(page, name):
    """Nothing for axe to say, nothing wider than the screen; keeps a screenshot."""
    page.wait_for_load_state("networkidle")
    width = page.viewport_size["width"]
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"record_{name}_{width}.png")
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_of_a_record(tab, served, lilas, theme):
    tab.context.add_cookies([{"name": "theme", "value": theme, "url": served}])
    tab.goto(lilas)
    check(tab, f"show_{theme}")


def test_a_transition_asks_keeps_what_is_typed_then_tells(tab, lilas):
    tab.goto(lilas)
    tab.get_by_role("button", name="Suspendre").click()
    dialog = tab.get_by_role("dialog")
    expect(dialog.get_by_role("textbox", name="Motif")).to_be_focused()
    dialog.get_by_role("textbox", name="Motif").fill("Trop de retards")
    dialog.get_by_role("textbox", name="Jusqu’au").fill("31/02/2026")
    dialog.get_by_role("button", name="Suspendre").click()
    expect(dialog.get_by_text("Cette date n’existe pas")).to_be_visible()
    expect(dialog.get_by_role("textbox", name="Jusqu’au")).to_be_focused()
    expect(dialog.get_by_role("textbox", name="Motif")).to_have_value("Trop de retards")
    check(tab, "dialog")
    dialog.get_by_role("textbox", name="Jusqu’au").fill("28/02/2026")
    tab.keyboard.press("Control+Enter")
    expect(tab.get_by_text("est à l’état Suspendu.")).to_be_visible()
    expect(tab.get_by_role("dialog")).to_have_count(0)


def test_a_dialog_closes_without_a_trace(tab, lilas):
    tab.goto(lilas)
    tab.get_by_role("button", name="Fermer").first.click()
    tab.get_by_role("dialog").get_by_role("button", name="Annuler").click()
    expect(tab.get_by_role("dialog")).to_have_count(0)
    expect(tab.locator(".record-title .dot")).to_have_text("Ouvert")


def test_a_deletion_is_confirmed(tab, lilas):
    tab.goto(lilas)
    tab.get_by_label("Autres actions").click()
    tab.get_by_text("Supprimer").click()
    dialog = tab.get_by_role("dialog")
    expect(dialog).to_contain_text("définitive")
    check(tab, "delete")
    dialog.get_by_role("button", name="Supprimer").click()
    expect(tab.get_by_text("supprimée.")).to_be_visible()


def test_a_note_from_the_keyboard(tab, lilas):
    tab.goto(lilas)
    tab.get_by_label("Note interne").fill("Rappeler demain.")
    tab.keyboard.press("Control+Enter")
    expect(tab.locator(".entry-note")).to_have_text("Rappeler demain.")
    expect(tab.get_by_label("Note interne")).to_have_value("")


def test_a_link_is_found_by_a_few_letters(tab, lilas, found):
    tab.goto(f"{lilas}/modifier")
    town = tab.get_by_role("combobox", name="Ville", exact=True).first
    town.click()
    town.press_sequentially("vill")
    tab.get_by_role("option", name="Villeurbanne").click()
    expect(tab.locator(".ts-dropdown:visible")).to_have_count(0)
    skills = tab.get_by_role("combobox", name="Compétences")
    skills.click()
    tab.get_by_role("option", name="Coffres").click()
    check(tab, "look_up")
    tab.get_by_role("button", name="Enregistrer").click()
    expect(tab.get_by_text("enregistrée.")).to_be_visible()
    expect(tab.locator("dd", has_text="Villeurbanne")).to_be_visible()
    assert [skill.name for skill in found("AT-7").skills] == ["Coffres"]


def test_lines_are_added_moved_and_removed(tab, lilas, found):
    tab.goto(f"{lilas}/modifier")
    lines = tab.locator("[data-lines=visits] tbody > tr")
    tab.get_by_role("button", name="Ajouter une ligne").click()
    expect(lines).to_have_count(3)
    expect(lines.nth(2).get_by_role("textbox", name="Jour")).to_be_focused()
    lines.nth(2).get_by_role("textbox", name="Jour").fill("05/03/2026")
    lines.nth(2).get_by_role("textbox", name="Minutes").fill("50")
    tab.get_by_role("button", name="Monter la ligne 3").click()
    tab.get_by_role("button", name="Retirer la ligne 1").click()
    check(tab, "lines")
    tab.get_by_role("button", name="Enregistrer").click()
    expect(tab.get_by_text("enregistrée.")).to_be_visible()
    assert [(visit.minutes, visit.position) for visit in found("AT-7").visits] == [(50, 1), (20, 2)]


def test_mistakes_are_listed_and_lead_to_their_field(tab):
    tab.goto("/ateliers/nouveau")
    tab.get_by_role("textbox", name="SIREN").fill("12")
    tab.get_by_role("button", name="Enregistrer", exact=False).first.click()
    expect(tab.get_by_text("4 champs à corriger")).to_be_visible()
    expect(tab.get_by_role("textbox", name="Référence")).to_be_focused()
    check(tab, "mistakes")
    tab.locator(".refusals").get_by_role("link", name="SIREN").click()
    expect(tab.get_by_role("textbox", name="SIREN")).to_be_focused()
    expect(tab.get_by_role("textbox", name="SIREN")).to_have_value("12")


def test_two_people_at_once(tab, lilas, site):
    tab.goto(f"{lilas}/modifier")
    tab.get_by_role("textbox", name="Nom").fill("Atelier des Roses")
    other = {"_version": "1", "reference": "AT-7", "name": "Atelier des Pivoines", "trade": "locks", "size": "small"}
    site.post(f"{lilas}/modifier", data=other | {"staff": "9"}, headers={"X-Account": "other"})
    tab.get_by_role("button", name="Enregistrer").click()
    expect(tab.get_by_text("modifiée entre-temps par Luc Second")).to_be_visible()
    expect(tab.get_by_text("Valeur enregistrée entre-temps : Atelier des Pivoines")).to_be_visible()
    expect(tab.get_by_role("textbox", name="Nom")).to_have_value("Atelier des Roses")
    check(tab, "stale")
    tab.get_by_role("button", name="Enregistrer").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("AT-7 – Atelier des Roses")


def test_leaving_with_something_typed_asks_first(tab, lilas):
    tab.goto(f"{lilas}/modifier")
    asked = []
    tab.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    tab.get_by_role("textbox", name="Nom").fill("Presque")
    tab.get_by_role("link", name="Annuler").click()
    tab.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    expect(tab.get_by_role("textbox", name="Nom")).to_have_value("Presque")


def test_a_double_click_saves_once(tab, lilas):
    tab.goto(f"{lilas}/modifier")
    posts = []
    tab.on("request", lambda sent: posts.append(sent.url) if sent.method == "POST" else None)
    tab.get_by_role("textbox", name="Nom").fill("Atelier des Roses")
    tab.get_by_role("button", name="Enregistrer").dblclick()
    expect(tab.get_by_text("enregistrée.")).to_be_visible()
    assert len(posts) == 1


def test_a_calendar_helps_and_never_rewrites(tab, lilas):
    tab.goto(f"{lilas}/modifier")
    day = tab.get_by_role("textbox", name="Ouvert le")
    day.fill("31/02/2026")
    day.press("Tab")
    expect(day).to_have_value("31/02/2026")
    button = tab.get_by_role("button", name="Calendrier : Ouvert le")
    if tab.viewport_size["width"] < 500:
        return
    day.fill("05/03/2026")
    button.click()
    expect(tab.locator(".flatpickr-calendar.open .flatpickr-monthDropdown-months")).to_have_value("2")
    check(tab, "calendar")
    tab.locator(".flatpickr-calendar.open .flatpickr-day:not(.prevMonthDay)", has_text="12").click()
    expect(day).to_have_value("12/03/2026")


def test_a_page_that_refuses(tab):
    tab.goto("/ateliers/999999")
    expect(tab.get_by_role("heading", level=1)).to_have_text("Page introuvable")
    check(tab, "not_found")
