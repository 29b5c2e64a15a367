"""The portal on a phone: its bar, its refusals, nothing that a browser or an assistive device complains of."""

import re

import pytest

from tests.browser.test_every_page import AXE, ROOT
from tests.support.browser import PATIENCE, PHONE
from tests.support.people import PASSWORD
from tests.support.portal import serving

pytestmark = [pytest.mark.real_roles, pytest.mark.browser]


@pytest.fixture
def phone(sides, members, chromium):
    with serving(sides.portal) as address:
        context = chromium.new_context(
            base_url=address, viewport=PHONE, locale="fr-FR", timezone_id="Europe/Paris", has_touch=True
        )
        context.set_default_timeout(PATIENCE)
        yield context.new_page()
        context.close()


def violations(page):
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found]


def test_a_professional_signs_in_and_has_something_done(phone):
    """Screenshots are written under ``var/screenshots``, to be looked at."""
    screenshots = ROOT / "var" / "screenshots"
    screenshots.mkdir(parents=True, exist_ok=True)
    complaints = []
    phone.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    phone.goto("/")
    assert violations(phone) == []
    phone.locator("input[name=username]").fill("ada")
    phone.locator("input[name=password]").fill(PASSWORD)
    phone.locator("form button[type=submit]").click()
    phone.wait_for_url("**/ouvrages/")
    bar = phone.locator(".portal-bar")
    assert bar.locator("a").all_inner_texts() == ["Ouvrages", "Mot de passe"]
    box = bar.bounding_box()
    assert round(box["y"] + box["height"]) == PHONE["height"]
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    for target in phone.locator(".portal a, .portal button").all():
        assert target.bounding_box()["height"] >= 24
    phone.screenshot(path=screenshots / "portal_390.png")
    assert violations(phone) == []
    phone.get_by_text("Prendre").last.click()
    phone.locator(".toast-note", has_text=re.compile("Pris")).wait_for()
    phone.get_by_text("Mot de passe").last.click()
    phone.wait_for_url("**/compte/mot-de-passe")
    phone.screenshot(path=screenshots / "portal_password_390.png")
    assert violations(phone) == []
    assert complaints == []
