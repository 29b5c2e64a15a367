"""Every page of every screen, as each account of the demonstration, at both widths: accessible, silent, in French.

Nothing is listed here: screens come from the registry, accounts from the demonstration. A screenshot of each page is
written under ``var/screenshots``, to be looked at.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page

from app.access.grants import Audience
from app.addons import discover, ordered
from app.demonstration import logins
from app.screens.compiled import CompiledScreen, screens_of

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()
SCREENSHOTS = ROOT / "var" / "screenshots"
LOGINS = [login.username for login in logins(ordered(discover())) if login.audience is Audience.STAFF]

#: What an untranslated page of Flask-AppBuilder, WTForms or the kernel would say.
ENGLISH = re.compile(
    r"\b(Add|Edit|Delete|Save|Cancel|Search|Record|Records|Show|List|Back|Filter|Filters|Group by|Sign in|Log ?in|"
    r"Log ?out|Required|Not found|Access is denied|Are you sure|No results?|Yes|Users|Roles|Settings|Home)\b"
)


@pytest.mark.parametrize("username", LOGINS)
def test_every_page_is_accessible_silent_and_french(app: Flask, page: Page, sign_in, username: str):
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    sign_in(username)
    with app.app_context():
        screens = [screen for screen in screens_of(app) if screen.declared.audience is Audience.STAFF]
    problems = [
        f"{path} : {problem}" for path in _paths(page, screens) for problem in _problems(page, path, username, said)
    ]
    assert not problems, "\n".join(problems)


def _paths(page: Page, screens: list[CompiledScreen]) -> Iterator[str]:
    """The pages this account may open; what is forbidden says so with the right status."""
    yield "/"
    for screen in screens:
        if _status(page, screen.list_url) == 403:
            continue
        yield screen.list_url
        if _status(page, screen.add_url) == 200:
            yield screen.add_url
        page.goto(screen.list_url)
        first = page.locator("tr[data-href] th a").first
        if first.count():
            record = str(first.get_attribute("href"))
            yield record
            if _status(page, f"{record}/modifier") == 200:
                yield f"{record}/modifier"


def _status(page: Page, path: str) -> int:
    return page.request.get(path, max_redirects=0).status


def _problems(page: Page, path: str, username: str, said: list[str]) -> Iterator[str]:
    said.clear()
    answer = page.goto(path)
    page.wait_for_load_state("networkidle")
    if answer is None or answer.status != 200:
        yield f"statut {answer.status if answer else 'absent'}"
    size = page.viewport_size or {"width": 0}
    name = f"{username}_{path.strip('/').replace('/', '_') or 'accueil'}_{size['width']}.png"
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / name)
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    for violation in found["violations"]:
        yield f"axe {violation['id']} : {violation['nodes'][0]['html'][:160]}"
    yield from said
    text = page.locator("body").inner_text()
    yield from sorted({f"en anglais : {word[0]}" for word in ENGLISH.finditer(text)})
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if overflow > 0:
        yield f"déborde de {overflow} px"
