"""Every page of professionals in Chromium, at both widths: accessible, silent, in French, made for a thumb."""

import re

import pytest

from addons.base.demo import password
from tests.browser.test_every_page import AXE, ENGLISH, SCREENSHOTS
from tests.support.browser import LAPTOP, PATIENCE, PHONE

pytestmark = [pytest.mark.real_roles, pytest.mark.browser]

#: Of the demonstration.
WHO = "pro"
#: The least that a thumb hits (WCAG 2.5.8).
THUMB = 24


class Visit:
    """A professional at his telephone, and whatever the browser complains of."""

    def __init__(self, page, width):
        self.page, self.width, self.complaints = page, width, []
        page.on("console", lambda said: self.note(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: self.note(str(error)))

    def note(self, complaint):
        """A status that a test wants to see is no complaint of the page."""
        if "Failed to load resource" not in complaint:
            self.complaints.append(complaint)

    def look(self, name):
        """Photograph the present page, and note what is wrong with it."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"portal_{name}_{self.width}.png", full_page=True)
        self.page.evaluate(AXE)
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        text = self.page.locator("body").inner_text()
        self.complaints += [f"{name} : {each['id']} {each['nodes'][0]['html'][:160]}" for each in found]
        self.complaints += [f"{name} : en anglais « {word[0]} »" for word in ENGLISH.finditer(text)]
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        self.complaints += [f"{name} : déborde de {wide} px"] if wide > 0 else []
        for target in self.page.locator(".portal a:visible, .portal button:visible, .portal summary:visible").all():
            box = target.bounding_box()
            if box and box["height"] < THUMB:
                self.complaints.append(f"{name} : trop petit « {target.inner_text()} » {box['height']}")

    def go(self, path, name):
        """Open a page and look at it."""
        answer = self.page.goto(path)
        assert answer.status == 200, path
        self.look(name)


@pytest.fixture(params=[LAPTOP, PHONE], ids=["laptop", "phone"])
def visit(request, chromium, portal_server):
    context = chromium.new_context(
        base_url=portal_server, viewport=request.param, locale="fr-FR", timezone_id="Europe/Paris"
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    found = Visit(page, request.param["width"])
    page.goto("/connexion")
    found.look("connexion")
    page.locator("input[name=username]").fill(WHO)
    page.locator("input[name=password]").fill(password(WHO))
    page.locator("form button[type=submit]").click()
    page.wait_for_url("**/demandes/")
    yield found
    context.close()


def test_every_page_is_accessible_silent_and_french(visit):
    page = visit.page
    visit.look("demandes")
    bar = page.locator(".portal-bar a")
    assert bar.all_inner_texts() == ["Demandes", "Mes achats", "Factures", "Compte"]
    visit.go("/achats/", "achats")
    first, last = (page.locator(".rows a").nth(rank).get_attribute("href") for rank in (0, -1))
    visit.go(first, "achat")
    visit.go(last, "achat_ancien")
    visit.go("/factures/", "factures")
    visit.go("/compte/", "compte")
    visit.go("/compte/conditions", "conditions")
    visit.go("/compte/mot-de-passe", "mot_de_passe")
    page.goto("/demandes/999999")
    visit.look("introuvable")
    assert visit.complaints == []


def test_a_request_is_taken_and_given_back_with_a_thumb(visit):
    """The bank does not run here: that it does not answer is told beside the button, and nothing is lost."""
    page = visit.page
    page.get_by_role("link", name=re.compile("Prendre la demande")).last.click()
    page.wait_for_url(re.compile(r"/demandes/\d+$"))
    visit.look("demande")
    page.locator("input[name=available]").check()
    page.get_by_role("button", name="Prendre cette demande").click()
    page.wait_for_url("**/achats/panier/*")
    visit.look("panier")
    assert re.fullmatch(r"\d+:\d\d", page.locator("[data-countdown]").get_attribute("data-left"))
    page.get_by_role("button", name=re.compile("Payer .* et voir le contact")).click()
    page.get_by_text("Le prestataire de paiement ne répond pas. Rien n’a été débité, réessayez.").wait_for()
    visit.look("banque_absente")
    page.get_by_role("button", name="Rendre la demande").click()
    page.locator(".toast-note", has_text="La demande est rendue aux autres professionnels.").wait_for()
    assert visit.complaints == []


def test_the_list_asks_for_itself_and_a_session_that_ended_leads_to_the_door(visit):
    page = visit.page
    page.context.clear_cookies()
    page.evaluate("htmx.ajax('GET', '/demandes/liste', '#available')")
    page.wait_for_url("**/connexion")
    assert visit.complaints == []
