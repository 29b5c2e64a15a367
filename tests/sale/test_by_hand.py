"""A sale by hand in Chromium: an agent at 1440 pixels, a professional on his telephone at 390, until the PDF is his."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from addons.portal.tests.test_in_browser import Visit
from tests.sale.house import House
from tests.sale.scene import Scene
from tests.support.browser import LAPTOP, PATIENCE, PHONE
from tests.support.call_script import Spoken, whole_call
from tests.support.people import PASSWORD

pytestmark = pytest.mark.browser

SAID = Spoken(phone="0639987401", name="mme Bellerose", email="bb@example.org", street="5 r Ney")


@dataclass
class Desk:
    """Opens browsers, each signed in as somebody, and keeps what they complain of."""

    chromium: Browser
    visits: list[Visit] = field(default_factory=list)

    def sit(self, base_url: str, username: str, size: dict[str, int]) -> Page:
        """A browser of this size on one of the two sites."""
        context = self.chromium.new_context(
            base_url=base_url, viewport=size, locale="fr-FR", timezone_id="Europe/Paris", accept_downloads=True
        )
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        self.visits.append(Visit(page, size["width"]))
        page.goto("/connexion")
        page.locator("input[name=username]").fill(username)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("form button[type=submit]").click()
        page.wait_for_url(lambda url: "/connexion" not in url)
        return page


@pytest.fixture
def desk(chromium: Browser) -> Iterator[Desk]:
    expect.set_options(timeout=PATIENCE)
    found = Desk(chromium)
    yield found
    for visit in found.visits:
        visit.page.context.close()
    expect.set_options(timeout=5_000)


@pytest.mark.rule("CGV-2.5")
@pytest.mark.rule("CGV-3.9")
@pytest.mark.rule("CGV-5.5")
@pytest.mark.rule("CGV-5.7")
def test_a_call_is_sold_paid_and_called_back(house: House, scene: Scene, desk: Desk, tmp_path: Path):
    buyer = scene.professional()
    phone = desk.sit(house.settings.portal_url, buyer.username, PHONE)
    expect(phone.get_by_text("Aucune demande pour l’instant")).to_be_visible()

    agent = desk.sit(house.settings.base_url, scene.staff_account("AGENT"), LAPTOP)
    whole_call(agent, SAID)
    expect(agent.locator(".call-told")).to_contain_text("publiée.")

    # The page asks for itself: nobody touches it.
    card = phone.locator("article.offer")
    expect(card).to_contain_text("30000 Nîmes")
    expect(card).to_contain_text("HT · soit")
    assert "Bellerose" not in phone.content()
    card.get_by_role("link", name=re.compile("Prendre")).click()
    phone.get_by_label("Disponible dans les 30 minutes").check()
    phone.get_by_role("button", name="Prendre cette demande").click()
    expect(phone.locator("[data-countdown]")).to_have_attribute("data-left", re.compile(r"^\d:\d\d$"))
    phone.get_by_role("button", name=re.compile("Payer .* et voir le contact")).click()

    phone.wait_for_url(re.compile(rf"127\.0\.0\.1:{house.settings.sandbox_port}/payer/"))
    phone.get_by_role("button", name="Payer", exact=True).click()
    phone.wait_for_url(re.compile(r"/achats/\d+$"))
    expect(phone.get_by_text("Mme Bellerose")).to_be_visible()  # once the bank has said so, by itself
    call = phone.get_by_role("link", name="Appeler le 06 39 98 74 01")
    expect(call).to_have_attribute("href", "tel:+33639987401")
    expect(phone.locator("main")).to_contain_text("Appelez avant")
    desk.visits[0].look("contact_remis")
    phone.get_by_role("button", name="Client contacté").click()
    expect(phone.locator("main")).to_contain_text("Client contacté le")

    phone.get_by_role("link", name="Factures").click()
    pdf = _download(phone, tmp_path)
    assert pdf.read_bytes().startswith(b"%PDF-")

    manager = desk.sit(house.settings.base_url, scene.staff_account("MANAGER"), LAPTOP)
    order = _only_order(buyer)
    for path, told in (
        (f"/demandes/?q={order['request_reference']}", "Client contacté"),
        (f"/commandes/?q={order['reference']}", "Coordonnées remises"),
        (f"/factures/?q={pdf.stem}", pdf.stem),
        ("/paiements/", "Encaissé"),
    ):
        manager.goto(path)
        expect(manager.locator("main")).to_contain_text(told)
        assert "Bellerose" not in manager.content()  # masked until a record is opened
    assert [complaint for visit in desk.visits for complaint in visit.complaints] == []


def _only_order(buyer) -> dict:
    [order] = buyer.get("portal/orders/")["items"]
    return order


def _download(page: Page, folder: Path) -> Path:
    """The first document of the list, once it is written."""
    link = page.locator("a[download]").first
    _reload_until(page, lambda: link.count() == 1)
    with page.expect_download() as waited:
        link.click()
    kept = folder / waited.value.suggested_filename
    waited.value.save_as(kept)
    return kept


def _reload_until(page: Page, ready: Callable[[], bool]) -> None:
    for _ in range(60):
        if ready():
            return
        page.wait_for_timeout(200)
        page.reload()
    raise AssertionError("the document never came")
