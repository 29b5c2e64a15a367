"""The keys of the vault: drawn for a demonstration, asked of a production, given to each process that needs them."""

import base64
import stat

import pytest
from sqlalchemy import make_url

from app.privacy.vault.cipher import read_key
from app.processes import Process
from app.settings import SettingsError, load_settings
from tests.runtime.test_settings import PRODUCTION

NAMES = ("RELAIS_MASTER_KEY", "RELAIS_PORTAL_KEY")


@pytest.fixture
def var(tmp_path):
    return {"RELAIS_VAR_DIR": str(tmp_path / "var")}


def refusal(environ, process=Process.EVERYTHING) -> str:
    with pytest.raises(SettingsError) as refused:
        load_settings(environ, process=process)
    return str(refused.value)


def production(**more: str) -> dict[str, str]:
    """Settings of a production, the portal's included."""
    web = {"RELAIS_PORTAL_URL": "https://pro.example.org", "RELAIS_DESK_URL": "https://desk.example.org"}
    given = {f"RELAIS_{name.upper()}": value for name, value in more.items()}
    return web | {"RELAIS_DESK_KEY": "d" * 48} | PRODUCTION | given


def test_a_demonstration_draws_its_keys_once_and_for_itself_alone(var, tmp_path):
    settings = load_settings(var)
    assert (
        len({settings.master_key, settings.portal_key, load_settings({"RELAIS_VAR_DIR": str(tmp_path)}).master_key})
        == 3
    )
    assert load_settings(var).master_key == settings.master_key
    assert len(read_key(settings.master_key)) == len(read_key(settings.portal_key)) == 32
    for name in ("master_key", "portal_key"):
        assert stat.S_IMODE((tmp_path / "var" / name).stat().st_mode) == 0o600


def test_the_keys_of_a_demonstration_stand_beside_its_database(var):
    settings = load_settings(var)
    main, keys = make_url(settings.database_url), make_url(settings.keys_url)
    assert (keys.database, keys.username) == ("relais_keys", "relais_staff")
    assert keys.query == main.query


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("value", ["short", base64.b64encode(b"1" * 31).decode(), "é" * 44])
def test_a_short_key_is_refused_and_not_quoted(var, name, value):
    said = refusal(var | production() | {name: value})
    assert name in said
    assert value not in said


@pytest.mark.parametrize("name", NAMES)
def test_a_production_never_takes_a_key_of_a_demonstration(var, tmp_path, name):
    load_settings(var)
    drawn = (tmp_path / "var" / name.removeprefix("RELAIS_").lower()).read_text()
    said = refusal(var | production() | {name: drawn})
    assert name in said
    assert "démonstration" in said


def test_one_key_does_not_serve_twice(var):
    assert "la même clé" in refusal(var | production(portal_key=PRODUCTION["RELAIS_MASTER_KEY"]))


@pytest.mark.parametrize(
    "url",
    [
        PRODUCTION["RELAIS_DATABASE_URL"],
        PRODUCTION["RELAIS_STAFF_DATABASE_URL"],
        "postgresql://relais_keys:secret@db.example.org:5432/relais",
    ],
)
def test_a_production_refuses_the_main_database_for_its_keys(var, url):
    said = refusal(var | production(keys_url=url))
    assert said.startswith("RELAIS_KEYS_URL désigne la base principale")


@pytest.mark.parametrize("url", ["postgresql://k:s@db.example.org/keys", "postgresql://k:s@db.example.org:5433/relais"])
def test_another_database_or_another_server_will_do(var, url):
    settings = load_settings(var | production(keys_url=url))
    assert make_url(settings.keys_url).username == "k"


@pytest.mark.parametrize("name", ["RELAIS_MASTER_KEY", "RELAIS_KEYS_URL", "RELAIS_PORTAL_KEY"])
@pytest.mark.parametrize("process", [Process.BACK_OFFICE, Process.WORKER])
def test_the_back_office_and_the_worker_need_everything(var, name, process):
    environ = {key: value for key, value in (var | production()).items() if key != name}
    assert name in refusal(environ, process)


@pytest.mark.parametrize("name", ["RELAIS_MASTER_KEY", "RELAIS_KEYS_URL"])
def test_the_portal_refuses_what_opens_the_vault(var, name):
    for_portal = {
        key: value
        for key, value in (var | production()).items()
        if key not in {"RELAIS_DATABASE_URL", "RELAIS_STAFF_DATABASE_URL", "RELAIS_MASTER_KEY", "RELAIS_KEYS_URL"}
    }
    assert name in refusal(for_portal | {name: PRODUCTION[name]}, Process.PORTAL)
    needed = {key: value for key, value in for_portal.items() if key != "RELAIS_PORTAL_KEY"}
    assert "RELAIS_PORTAL_KEY" in refusal(needed, Process.PORTAL)


def test_the_portal_of_a_demonstration_forgets_what_it_could_deduce(var):
    settings = load_settings(var, process=Process.PORTAL)
    assert (settings.master_key, settings.keys_url) == ("", "")
    assert settings.portal_key
