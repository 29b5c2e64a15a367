"""Fixtures around a real browser: Chromium on a real server, on an installation with its demonstration."""

import shutil
import socket
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from app.addons import discover, ordered
from app.demonstration import logins
from app.settings import Settings
from tests.support.server import Databases
from tests.support.site_process import environment, relais, web
from tests.support.surroundings import need

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NAMES = ("chromium", "chromium-browser", "google-chrome")
LAPTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}

#: Milliseconds a page is waited for: a bound for what never comes, not a promise of speed.
PATIENCE = 120_000


@dataclass(frozen=True)
class LiveServer:
    """An installation of its own, served by gunicorn."""

    url: str
    settings: Settings


@pytest.fixture(scope="session")
def live_server(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """The web of a clone that holds the demonstration, shared by the browser tests of this worker."""
    folder = tmp_path_factory.mktemp("live")
    with databases.clone(f"live_{uuid.uuid4().hex[:8]}") as name:
        settings = databases.settings(name, folder, RELAIS_WEB_PORT=str(free_port()))
        loaded = relais(environment(settings), "demo")
        assert loaded.returncode == 0, loaded.stderr
        with web(settings, folder / "web.log") as url:
            yield LiveServer(url, settings)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, or the one of this machine, driven by Playwright."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    need("Chromium", path is not None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(params=[LAPTOP, PHONE], ids=["laptop", "phone"])
def page(request: pytest.FixtureRequest, chromium: Browser, live_server: LiveServer) -> Iterator[Page]:
    """An empty tab at both widths, where ``page.goto("/path")`` is enough."""
    context = chromium.new_context(
        base_url=live_server.url, viewport=request.param, locale="fr-FR", timezone_id="Europe/Paris"
    )
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


@pytest.fixture
def sign_in(page: Page) -> Callable[[str], None]:
    """``sign_in("username")``: enter ``page`` with an account of the demonstration."""
    passwords = {login.username: login.password for login in logins(ordered(discover()))}

    def enter(username: str) -> None:
        page.goto("/connexion")
        page.locator("input[name=username]").fill(username)
        page.locator("input[name=password]").fill(passwords[username])
        page.locator("form button[type=submit], form input[type=submit]").first.click()
        page.wait_for_url(lambda url: "/connexion" not in url)

    return enter


def free_port() -> int:
    """A port of loopback that nobody listens to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
