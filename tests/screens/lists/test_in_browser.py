"""The list under real hands: keyboard, instant search, filters, selection, a phone."""

import pytest

from tests.support.browser import PATIENCE
from tests.support.throw_away import served

pytestmark = pytest.mark.browser


@pytest.fixture
def address(site):
    with served(site) as address:
        yield address


@pytest.fixture
def tab(chromium, address):
    """A tab that fails the test when the console says anything."""
    said = []
    context = chromium.new_context(base_url=address, viewport={"width": 1440, "height": 900})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert said == []


def rows(tab) -> list[str]:
    return tab.locator("tbody th").all_inner_texts()


def test_searching_filters_while_typing_and_keeps_the_cursor(tab, studios):
    tab.goto("/ateliers/?state=new&sort=reference")
    tab.keyboard.press("/")
    tab.keyboard.type("A-3")
    tab.wait_for_url("**/ateliers/?q=A-3&state=new&sort=reference")
    assert rows(tab) == ["A-3"]
    assert tab.evaluate("document.activeElement.id") == "search"
    assert tab.locator("#announce").inner_text() == "1 atelier"


def test_going_back_shows_the_list_before(tab, studios):
    tab.goto("/ateliers/?sort=reference")
    tab.get_by_role("link", name="À ouvrir").click()
    tab.wait_for_url("**/ateliers/?state=new")
    tab.go_back()
    tab.wait_for_url("**/ateliers/?sort=reference")
    tab.locator(".total", has_text="5 ateliers").wait_for()


def test_the_panel_stays_open_while_values_are_ticked(tab, studios):
    tab.goto("/ateliers/?sort=reference")
    tab.keyboard.press("f")
    tab.locator(".facets a", has_text="Serrurerie").click()
    tab.locator(".facets a[aria-current]", has_text="Serrurerie").wait_for()
    assert rows(tab) == ["A-1", "A-2"]
    tab.keyboard.press("Escape")
    assert not tab.locator(".facets").is_visible()


def test_rows_are_ticked_by_keyboard_and_moved_after_a_question(tab, studios):
    tab.goto("/ateliers/?state=new&sort=reference")
    for key in "jxjx":
        tab.keyboard.press(key)
    bar = tab.locator("#selection")
    assert bar.locator("[data-count]").inner_text() == "2 fiches cochées"
    assert bar.locator("button[name=transition]:visible").all_inner_texts() == ["Ouvrir", "Fermer"]
    bar.get_by_role("button", name="Ouvrir").click()
    question = tab.locator("#confirm")
    assert question.locator("h2").inner_text() == "Ouvrir : 2 ateliers"
    question.get_by_role("button", name="Annuler").click()
    assert rows(tab) == ["A-1", "A-3"]
    bar.get_by_role("button", name="Ouvrir").click()
    question.get_by_role("button", name="Ouvrir").click()
    tab.get_by_text("Ouvrir : 2 ateliers.").wait_for()
    assert rows(tab) == []


def test_an_action_that_one_row_refuses_is_not_offered(tab, studios):
    tab.goto("/ateliers/?sort=reference")
    tab.locator("tr", has_text="A-1").locator("input").check()
    tab.locator("tr", has_text="A-4").locator("input").check()
    assert tab.get_by_text("Aucune action commune à ces fiches").is_visible()


def test_on_a_phone_the_side_bar_is_a_drawer_and_nothing_overflows(tab, studios):
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.goto("/ateliers/")
    assert tab.evaluate("document.documentElement.scrollWidth") == 390
    side_bar = tab.locator(".sidebar")
    assert not side_bar.is_visible()
    tab.get_by_role("button", name="Menu").click()
    side_bar.wait_for(state="visible")
    tab.keyboard.press("Escape")
    side_bar.wait_for(state="hidden")


def test_the_theme_is_kept(tab, studios):
    tab.goto("/")
    tab.get_by_role("button", name="Thème clair ou sombre").click()
    tab.goto("/ateliers/")
    assert tab.locator("html").get_attribute("data-bs-theme") == "dark"
