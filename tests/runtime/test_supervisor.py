"""``relais serve``: everything starts, what dies comes back, nothing outlives it."""

import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from app.settings import load_settings
from tests.support.browser import free_port
from tests.support.site_process import environment, relais

PATIENCE = 300


class Serving:
    """A ``relais serve`` and what it says."""

    def __init__(self, var: Path, port: int, portal_port: int | None = None) -> None:
        self.settings = load_settings(
            {
                "RELAIS_VAR_DIR": str(var),
                "RELAIS_WEB_PORT": str(port),
                "RELAIS_WEB_WORKERS": "1",
                "RELAIS_PORTAL_PORT": str(portal_port or free_port()),
                "RELAIS_SANDBOX_PORT": str(free_port()),
            }
        )
        self.lines: list[str] = []
        environ = environment(self.settings)
        for name in [name for name in environ if name.endswith("DATABASE_URL")]:
            del environ[name]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "serve"],
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self.lines.append(line.rstrip())

    def until(self, condition, what: str) -> None:
        limit = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < limit, f"{what} never happened:\n" + "\n".join(self.lines)
            time.sleep(0.1)

    def until_ready(self) -> "Serving":
        def ready_or_over() -> bool:
            return self.said("prêt :") or self.process.poll() is not None

        self.until(ready_or_over, "being ready")
        assert self.process.poll() is None, "\n".join(self.lines)
        return self

    def until_it_answers(self) -> None:
        self.until(self.answers, "an answer")

    def said(self, text: str) -> bool:
        return any(text in line for line in self.lines)

    def answers(self) -> bool:
        try:
            urllib.request.urlopen(f"{self.settings.base_url}/health/ready", timeout=5).close()
        except OSError:
            return False
        return True

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def child(self, word: str) -> psutil.Process | None:
        for found in psutil.Process(self.process.pid).children():
            with suppress(psutil.NoSuchProcess):
                if any(word in part for part in found.cmdline()):
                    return found
        return None

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        status = self.process.wait(PATIENCE)
        self._reader.join()
        self.process.stdout.close()
        return status


@pytest.fixture(scope="module")
def var(tmp_path_factory):
    """The folder of an installation that was started once."""
    folder = tmp_path_factory.mktemp("served") / "var"
    first = Serving(folder, free_port())
    try:
        first.until_ready()
        assert first.said("mise à jour de la base")
        assert first.said("chargement de la démonstration")
    finally:
        first.stop()
    return folder


@pytest.fixture
def serving(var):
    found = Serving(var, free_port())
    yield found
    found.stop()


def test_a_second_start_neither_upgrades_nor_loads_again(serving):
    serving.until_ready()
    assert not serving.said("mise à jour")
    assert not serving.said("démonstration")


def test_it_says_where_it_answers_and_who_may_enter(serving):
    serving.until_ready().until(lambda: serving.said("Ctrl-C pour arrêter"), "the last line")
    assert serving.said(serving.settings.base_url)
    assert serving.said(serving.settings.portal_url)


def test_the_portal_is_a_process_of_its_own_that_holds_none_of_the_back_offices_secrets(serving):
    serving.until_ready()
    with urllib.request.urlopen(f"{serving.settings.portal_url}/health/ready", timeout=5) as answer:
        assert answer.status == 200
    portal, web = serving.child("app.web:portal"), serving.child("app.web:application")
    assert portal != web
    held = {name for name in portal.environ() if name.startswith("RELAIS_")}
    assert not held & {"RELAIS_MASTER_KEY", "RELAIS_KEYS_URL", "RELAIS_DATABASE_URL", "RELAIS_STAFF_DATABASE_URL"}


def test_ctrl_c_stops_everything(serving):
    family = serving.until_ready().family()
    assert serving.stop() == 0
    assert not [process for process in family if process.is_running()]


@pytest.mark.parametrize("word", ["postgres", "app.web:application", "app.web:portal", "worker"])
def test_a_killed_child_comes_back(serving, word):
    before = serving.until_ready().child(word)
    before.kill()
    serving.until(lambda: serving.said("nouveau départ"), "noticing")
    serving.until(lambda: serving.child(word) not in (None, before), "the return")
    serving.until_it_answers()


def test_nothing_outlives_a_killed_supervisor_and_it_starts_again_at_once(serving, var):
    family = serving.until_ready().family()
    assert family
    serving.process.kill()
    serving.process.wait()
    again = Serving(var, free_port())
    try:
        again.until_ready().until_it_answers()
        again.until(lambda: not [process for process in family if process.is_running()], "the end of the family")
    finally:
        again.stop()


def test_a_second_supervisor_of_the_same_folder_is_refused(serving, var):
    serving.until_ready()
    second = Serving(var, free_port())
    assert second.process.wait(PATIENCE) == 2
    second.stop()
    assert second.said("tourne déjà")
    assert serving.answers()


def test_two_folders_are_served_side_by_side(serving, tmp_path):
    serving.until_ready()
    other = Serving(tmp_path / "var", free_port())
    try:
        other.until_ready()
        assert serving.answers()
        assert other.answers()
    finally:
        other.stop()


def test_a_taken_port_is_named_before_anything_is_made(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        refused = Serving(tmp_path / "var", port)
        assert refused.process.wait(PATIENCE) == 2
        refused.stop()
    assert refused.said(f"Le port {port} est déjà pris")
    assert not (tmp_path / "var" / "postgresql").exists()


def test_so_is_a_taken_port_of_the_portal(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        refused = Serving(tmp_path / "var", free_port(), portal_port=port)
        assert refused.process.wait(PATIENCE) == 2
        refused.stop()
    assert refused.said(f"Le port {port} est déjà pris")
    assert refused.said("RELAIS_PORTAL_PORT")


def test_a_database_that_does_not_answer_is_one_sentence(tmp_path):
    settings = load_settings(
        {
            "RELAIS_DATABASE_URL": f"postgresql://relais:secret@127.0.0.1:{free_port()}/relais",
            "RELAIS_VAR_DIR": str(tmp_path),
            "RELAIS_WEB_PORT": str(free_port()),
        }
    )
    refused = relais(environment(settings), "serve")
    assert refused.returncode == 2
    assert refused.stderr == "La base de données de RELAIS_DATABASE_URL ne répond pas.\n"


def test_a_production_refuses_a_database_that_held_a_demonstration(databases, site, tmp_path):
    environ = environment(site.settings)
    assert relais(environ, "demo").returncode == 0
    port = str(free_port())
    production = environ | {
        "RELAIS_MODE": "production",
        "RELAIS_SMTP_URL": "smtp://mail.example.org",
        "RELAIS_WEB_PORT": port,
    }
    for command in ("upgrade", "serve"):
        refused = relais(production, command)
        assert refused.returncode == 2
        assert "démonstration" in refused.stderr
