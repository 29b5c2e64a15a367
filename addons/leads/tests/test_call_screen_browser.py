"""The call screen in Chromium: keys alone, a network that falls, a page that reloads, a session that ends, two tabs."""

import sys
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.call_script import PER_KEY, Keys, Spoken, fill, open_call, whole_call

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[3]
AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()
AGENT = "teleconseiller"
NOTHING_LOST = "Rien n’est perdu, Relais réessaie."
_callers = count(7000)
expect.set_options(timeout=30_000)


@pytest.fixture
def said() -> Spoken:
    """Somebody who never called."""
    return Spoken.of_another(next(_callers))


@pytest.fixture
def keys(page: Page, sign_in, said) -> Keys:
    """The keyboard of an agent who just signed in; nothing moves, so that colours are read as they stay."""
    page.emulate_media(reduced_motion="reduce")
    sign_in(AGENT)
    return Keys(page)


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_have_text("Enregistré")


def in_pairs(phone: str) -> str:
    return " ".join(phone[rank : rank + 2] for rank in range(0, 10, 2))


def stored_in_the_browser(page: Page) -> str:
    """All that would still be there once the tab is closed, or read by the next page."""
    return page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])").replace(" ", "")


def problems(page: Page) -> list[str]:
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{each['id']} : {each['nodes'][0]['html'][:160]}" for each in found] + ["déborde"] * (overflow > 0)


def test_a_call_takes_ninety_keys_with_every_field(keys, page, said, capsys):
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    pressed = whole_call(page, said).pressed
    expect(page.locator(".call-told")).to_contain_text("publiée.")
    with capsys.disabled():
        sys.stdout.write(f"\nappel complet : {pressed} touches, environ {pressed * PER_KEY:.0f} s de frappe\n")
    assert pressed <= 90
    assert errors == []


def test_publishing_offline_goes_through_once_the_network_is_back(keys, page, said):
    open_call(keys)
    fill(keys, said)
    page.context.set_offline(True)
    keys.press("Control+Enter")
    expect(page.locator("#banner")).to_contain_text(NOTHING_LOST)
    keys.press("Control+Enter")
    assert said.phone not in stored_in_the_browser(page)
    assert "Essai" not in stored_in_the_browser(page)
    page.context.set_offline(False)
    page.wait_for_url("**/appel/?demande=*")
    expect(page.locator(".call-told")).to_contain_text("publiée.")
    expect(page.locator(".call-unfinished li")).to_have_count(0)


def test_what_is_typed_survives_a_reload_and_a_network_that_falls(keys, page, said):
    open_call(keys)
    keys.field("phone", said.phone)
    keys.press("Enter")
    keys.field("name", said.name)
    saved(page)
    page.context.set_offline(True)
    keys.field("second_phone", said.second_phone)
    expect(page.locator("#banner")).to_contain_text(NOTHING_LOST)
    page.context.set_offline(False)
    saved(page)
    expect(page.locator("#banner")).to_be_hidden()
    page.reload()
    expect(keys.at("email")).to_be_focused()
    expect(keys.at("name")).to_have_value("Mme Essai")
    expect(keys.at("second_phone")).to_have_value(in_pairs(said.second_phone))
    expect(page.locator("#read-back")).to_have_attribute("aria-pressed", "true")
    assert said.phone not in stored_in_the_browser(page)
    keys.press("Alt+q", "Tab", "Enter")
    expect(page.locator("#closing-title")).to_have_text("Appel terminé sans demande")


def test_a_session_that_ends_while_typing_loses_nothing(keys, page, said, sign_in):
    open_call(keys)
    keys.field("phone", said.phone)
    saved(page)
    page.context.clear_cookies()
    keys.press("Enter")
    keys.field("name", said.name)
    expect(page.locator("#banner")).to_contain_text("Votre session est terminée. Rien n’est perdu")
    other = page.context.new_page()
    for username, told in (("gerant", "Une autre personne s’est connectée"), (AGENT, "")):
        other.goto("/connexion")
        other.locator("input[name=username]").fill(username)
        other.locator("input[name=password]").fill(f"demonstration-{username}")
        other.keyboard.press("Enter")
        other.wait_for_url(lambda url: "/connexion" not in url)
        if told:
            expect(page.locator("#banner")).to_contain_text(told)
            page.context.clear_cookies()
    saved(page)
    expect(page.locator("#banner")).to_be_hidden()
    page.reload()
    expect(keys.at("name")).to_have_value("Mme Essai")


def test_two_tabs_tell_each_other(keys, page, said):
    open_call(keys)
    keys.field("phone", said.phone)
    saved(page)
    second = page.context.new_page()
    second.goto(page.url)
    expect(second.locator("#f-phone")).not_to_have_value("")
    keys.press("Enter")
    keys.field("name", "Mme Premier")
    saved(page)
    second.locator("#f-name").fill("Mme Second")
    expect(second.locator("#banner")).to_contain_text("modifiée entre-temps")
    second.get_by_role("button", name="Garder ma saisie").click()
    saved(second)
    page.reload()
    expect(keys.at("name")).to_have_value("Mme Second")


@pytest.mark.rule("CGV-21.4")
def test_a_refusal_by_the_keyboard_shows_the_closing_words(keys, page):
    page.wait_for_load_state()
    keys.press("a")
    expect(page.locator(".call-take")).to_be_enabled()
    keys.press("Enter")
    expect(page.locator("#give-notice")).to_be_focused()
    expect(page.locator("#f-phone")).to_be_disabled()
    keys.press("Enter")
    expect(page.locator("#accept")).to_be_focused()
    keys.press("2")
    expect(page.locator("#closing-script")).to_contain_text("je ne peux pas prendre votre demande en charge")
    expect(page.locator("#next-call")).to_be_focused()
    assert problems(page) == []


def test_a_known_caller_is_asked_about_and_answered_with_a_digit(keys, page, said):
    whole_call(page, said)
    open_call(keys)
    keys.type(said.phone)
    expect(page.locator("#again")).to_be_visible()
    page.wait_for_timeout(800)
    assert problems(page) == []
    keys.press("5")
    expect(page.locator("#again-reason")).to_be_focused()
    keys.press("Enter")
    expect(page.locator("#again-error")).not_to_be_empty()
    keys.type("autre fuite")
    keys.press("Enter")
    expect(page.locator("#read-back")).to_be_focused()
    expect(page.locator("#known a").first).to_contain_text("Fuite d’eau")
    keys.press("Alt+q", "Tab", "Enter")
    expect(page.locator("#closing-title")).to_have_text("Appel terminé sans demande")
    keys.press("Enter")
    open_call(keys)
    keys.type(said.phone)
    expect(page.locator("#again")).to_be_visible()
    page.wait_for_timeout(800)
    keys.press("2")
    expect(page.locator("#closing-title")).to_have_text("Rien n’est créé : suivi")


def test_every_step_is_accessible_and_fits(keys, page, said):
    """Each state a call goes through: steps, lists open, refusals, help, banner, dark theme."""
    found: dict[str, list[str]] = {}
    page.wait_for_load_state()
    keys.press("a")
    page.wait_for_url("**/appel/")
    found["ouverture"] = problems(page)
    open_call(keys)
    found["vide"] = problems(page)
    keys.press("Control+Enter")
    expect(page.locator("#missing")).to_be_visible()
    found["manques"] = problems(page)
    keys.press("Alt+b")
    keys.type("po")
    expect(page.locator("#f-need-list")).to_be_visible()
    found["besoins"] = problems(page)
    keys.press("Enter")
    keys.press("Alt+c")
    keys.type("st et")
    expect(page.locator("#f-place-list [role=option]").first).to_contain_text("42000 Saint-Étienne")
    found["communes"] = problems(page)
    keys.press("Enter", "Alt+v")
    keys.type("appeler 06 39 98 00 01")
    expect(page.locator("#f-public_description-error")).to_have_text(
        "La description publique ne doit contenir aucune coordonnée."
    )
    found["refus"] = problems(page)
    page.locator("#f-public_description").fill("au 4 rue de la Paix")
    expect(page.locator("#street-question")).to_be_visible()
    found["rue"] = problems(page)
    page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")
    found["sombre"] = problems(page)
    keys.press("Alt+h")
    expect(page.locator("#call-help")).to_be_visible()
    found["aide"] = problems(page)
    assert {step: wrong for step, wrong in found.items() if wrong} == {}


def test_the_corrections_of_an_agent_by_digits_are_kept(keys, page, said):
    open_call(keys)
    fill(keys, said)
    keys.press("Alt+u", "3", "Alt+x", "4", "Alt+i", "1", "Alt+o", "2")
    saved(page)
    page.reload()
    expect(keys.at("phone")).not_to_have_value("")
    for name, value in (("urgency", "week"), ("complexity", "4"), ("intent", "1"), ("transfer", "no")):
        expect(page.locator(f"input[name={name}]:checked")).to_have_value(value)
    keys.press("Control+Enter")
    expect(page.locator(".call-told")).to_contain_text("le client refuse la transmission")
