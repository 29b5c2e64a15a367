"""The add-on of the README, typed as it stands there into a copy of the code, and served: it works as it is told.

Lists, forms, look-ups, export, API and rights come from its declarations alone; nothing of it is written here.
"""

import json
import re
import shutil
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from subprocess import CompletedProcess
from typing import Any

import pytest

from app.upgrade import ROOT
from tests.support.browser import free_port
from tests.support.site_process import environment, relais, web

pytestmark = pytest.mark.real_roles

FILE = re.compile(r"^`(addons/[\w/]+\.py)`.*?^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COPIED = ("app", "addons", "migrations", "translations")
VEHICLE = {
    "plate": "AB-123-CD",
    "make": "Utilitaire",
    "maintenances": [{"done_on": "2026-11-02", "mileage": 52_000, "cost_ht": "310.00", "note": "Vidange"}],
}


@dataclass
class Answer:
    """What the server said."""

    status: int
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


@dataclass
class Person:
    """Somebody signed in with an account of the demonstration."""

    address: str
    token: str = ""

    def ask(self, method: str, path: str, body: Any = None) -> Answer:
        """Send a request, a form for pages and JSON for the API, and follow nobody's redirection but ours."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        data = None
        if body is not None and path.startswith("/api/"):
            data, headers["Content-Type"] = json.dumps(body).encode(), "application/json"
        elif body is not None:
            data = urllib.parse.urlencode(body).encode()
        request = urllib.request.Request(self.address + path, data=data, headers=headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return Answer(answer.status, answer.read().decode())
        except urllib.error.HTTPError as refused:
            with refused:
                return Answer(refused.code, refused.read().decode())

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)


@dataclass
class Copy:
    """The code with the add-on in it: what its commands said, and where it is served."""

    said: dict[str, "CompletedProcess[str]"]
    address: str

    def sign_in(self, username: str) -> Person:
        """An account of the demonstration."""
        typed = {"username": username, "password": f"demonstration-{username}"}
        answer = Person(self.address).ask("POST", "/api/v1/security/login", typed)
        return Person(self.address, answer.json["access_token"])


@pytest.fixture(scope="module")
def copy(databases, tmp_path_factory) -> Iterator[Copy]:
    """Do what the README says: type the files, write the revision, upgrade, check, serve the demonstration."""
    folder = tmp_path_factory.mktemp("copy")
    for part in COPIED:
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__", "tests"))
    for name, code in FILE.findall((ROOT / "README.md").read_text(encoding="utf-8")):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(code, encoding="utf-8")
    var = tmp_path_factory.mktemp("var")
    with databases.clone(f"readme_{uuid.uuid4().hex[:8]}") as name:
        settings = databases.settings(name, var, RELAIS_WEB_PORT=str(free_port()))
        commands = (("revision", "fleet", "first vehicles"), ("upgrade",), ("check",), ("demo",))
        said = {words[0]: relais(environment(settings), *words, folder=folder) for words in commands}
        with web(settings, var / "web.log", folder) as address:
            yield Copy(said, address)


@pytest.fixture(scope="module")
def manager(copy) -> Person:
    return copy.sign_in("gerant")


@pytest.fixture(scope="module")
def vehicle(manager) -> int:
    """A vehicle with one line, made through the API."""
    made = manager.ask("POST", "/api/v1/vehicles/", VEHICLE)
    assert made.status == 201, made.text
    return made.json["id"]


def test_its_commands_say_that_all_is_well(copy):
    assert {name: done.returncode for name, done in copy.said.items()} == dict.fromkeys(copy.said, 0)
    assert "first_vehicles.py" in copy.said["revision"].stdout
    assert copy.said["check"].stdout == "Tout est en règle.\n"


def test_it_stands_in_the_side_bar(manager):
    assert 'href="/vehicules/"' in manager.get("/").text


def test_its_list_is_searched_filtered_and_exported(manager, vehicle):
    for found in ("/vehicules/?q=util", "/vehicules/?state=in_use", "/vehicules/?group=state"):
        page = manager.get(found)
        assert (page.status, "AB-123-CD" in page.text or "En service" in page.text) == (200, True), found
    assert "AB-123-CD" not in manager.get("/vehicules/?state=sold").text
    assert "En service" in manager.get("/vehicules/filtres").text
    assert '"AB-123-CD";"Utilitaire";' in manager.get("/vehicules/export.csv").text
    assert manager.get("/vehicules/?colour=red").status == 400


def test_a_record_shows_its_lines_and_its_history(manager, vehicle):
    page = manager.get(f"/vehicules/{vehicle}")
    assert page.status == 200
    for shown in ("AB-123-CD", "Vidange", "02/11/2026", "310,00", "Vendre"):
        assert shown in page.text, shown


def test_a_form_creates_a_record_with_its_lines(manager):
    with_a_line = manager.ask("POST", "/vehicules/nouveau", {"_line": "add:maintenances"})
    assert 'name="maintenances-0-done_on"' in with_a_line.text
    typed = {
        "plate": "EF-456-GH",
        "make": "Berline",
        "maintenances-0-done_on": "03/11/2026",
        "maintenances-0-note": "X",
    }
    assert manager.ask("POST", "/vehicules/nouveau", typed).status == 200
    (made,) = manager.get("/api/v1/vehicles/?q=berline").json["items"]
    assert made["plate"] == "EF-456-GH"
    (line,) = manager.get(f"/api/v1/vehicles/{made['id']}").json["maintenances"]
    assert (line["done_on"], line["note"]) == ("2026-11-03", "X")


def test_a_form_keeps_what_was_typed_beside_its_refusal(manager):
    page = manager.ask("POST", "/vehicules/nouveau", {"plate": "", "make": "Fourgon"})
    assert page.status == 422
    assert 'value="Fourgon"' in page.text


def test_links_are_looked_up_among_what_one_may_read(manager, vehicle):
    assert manager.get("/recherche/fleet.vehicle?q=ab-123").json == [{"id": vehicle, "label": "AB-123-CD"}]
    site, *_others = manager.get("/recherche/base.site?q=").json
    changed = manager.ask("PATCH", f"/api/v1/vehicles/{vehicle}", {"site": site["id"], "version": 1})
    assert changed.json["site"] == site


def test_its_transition_asks_and_changes_the_state(manager):
    made = manager.ask("POST", "/api/v1/vehicles/", {"plate": "IJ-789-KL", "make": "Camion"}).json["id"]
    assert "Vendu le" in manager.get(f"/vehicules/{made}/action/sell").text
    assert manager.ask("POST", f"/api/v1/vehicles/{made}/sell", {}).status == 422
    sold = manager.ask("POST", f"/api/v1/vehicles/{made}/sell", {"on": "2026-11-20"})
    assert (sold.json["state"], sold.json["sold_on"]) == ("sold", "2026-11-20")
    assert manager.ask("POST", f"/api/v1/vehicles/{made}/sell", {"on": "2026-11-20"}).status == 409


def test_it_is_in_the_document_of_the_api(manager):
    paths = manager.get("/api/v1/_openapi").json["paths"]
    assert {"/api/v1/vehicles/", "/api/v1/vehicles/{id}/sell", "/api/v1/maintenances/{id}"} <= paths.keys()


def test_its_rights_hold_everywhere(copy, vehicle):
    accountant = copy.sign_in("comptable")
    assert accountant.get(f"/api/v1/vehicles/{vehicle}").json.keys() == {
        "id", "version", "plate", "make", "state", "sold_on",
    }  # fmt: skip
    assert "Vidange" not in accountant.get(f"/vehicules/{vehicle}").text
    assert accountant.get("/vehicules/?site=1").status == 400
    assert accountant.get("/api/v1/maintenances/").status == 403
    for nobody in (copy.sign_in("dpo"), copy.sign_in("admin")):
        for path in ("/vehicules/", f"/vehicules/{vehicle}", "/api/v1/vehicles/", "/recherche/fleet.vehicle"):
            assert nobody.get(path).status == 403, path
    agent = copy.sign_in("teleconseiller")
    assert agent.get(f"/vehicules/{vehicle}").status == 200
    for method, path in (("PATCH", ""), ("DELETE", ""), ("POST", "/sell")):
        assert agent.ask(method, f"/api/v1/vehicles/{vehicle}{path}", {}).status == 403


def test_another_company_does_not_see_it(copy, vehicle):
    two = copy.sign_in("deux")
    assert two.get(f"/vehicules/{vehicle}").status == 200
    other = next(each for each in two.get("/api/v1/operators/").json["items"] if each["code"] == "mgreen")
    assert two.ask("POST", "/compte/entreprise", {"operator_id": other["id"]}).status == 200
    assert two.get(f"/vehicules/{vehicle}").status == 404
    assert "AB-123-CD" not in two.get("/vehicules/").text
