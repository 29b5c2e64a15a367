"""Settings: what is unknown, missing or unsafe is refused with one sentence."""

import stat

import pytest

from app.settings import SettingsError, described, load_settings

KEY = "k" * 48
SERVER = "postgresql://{role}:secret@db.example.org/relais"
PRODUCTION = {
    "RELAIS_MODE": "production",
    "RELAIS_SECRET_KEY": KEY,
    "RELAIS_DATABASE_URL": SERVER.format(role="relais_owner"),
    "RELAIS_AUTH_DATABASE_URL": SERVER.format(role="relais_auth"),
    "RELAIS_STAFF_DATABASE_URL": SERVER.format(role="relais_staff"),
    "RELAIS_PORTAL_DATABASE_URL": SERVER.format(role="relais_portal"),
    "RELAIS_BASE_URL": "https://relais.example.org",
    "RELAIS_SMTP_URL": "smtps://relais:secret@mail.example.org",
}


@pytest.fixture
def var(tmp_path):
    return {"RELAIS_VAR_DIR": str(tmp_path / "var")}


def refusal(environ) -> str:
    with pytest.raises(SettingsError) as refused:
        load_settings(environ)
    return str(refused.value)


def test_nothing_given_is_a_demonstration_on_this_machine(var):
    settings = load_settings(var)
    assert settings.demo
    assert settings.embedded
    assert settings.base_url == "http://127.0.0.1:8080"


def test_a_demonstration_draws_its_key_once_and_for_itself_alone(var, tmp_path):
    key = load_settings(var).secret_key
    assert load_settings(var).secret_key == key
    assert stat.S_IMODE((tmp_path / "var" / "secret_key").stat().st_mode) == 0o600
    assert load_settings({"RELAIS_VAR_DIR": str(tmp_path / "other")}).secret_key != key


def test_four_roles_have_four_passwords_that_nobody_guesses_without_the_key(var):
    settings = load_settings(var)
    urls = {
        settings.database_url,
        settings.auth_database_url,
        settings.staff_database_url,
        settings.portal_database_url,
    }
    assert len({url.split("@")[0].rsplit(":", 1)[1] for url in urls}) == 4


def test_an_unknown_variable_is_refused_by_name(var):
    assert "RELAIS_WEB_PROT" in refusal(var | {"RELAIS_WEB_PROT": "8090"})


def test_variables_of_third_parties_and_of_the_tests_are_left_alone(var):
    load_settings(var | {"RELAIS_X_SMS_TOKEN": "t", "RELAIS_TEST_DATABASE_URL": "postgresql://x", "RELAIS_CI": "1"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RELAIS_MODE", "staging"),
        ("RELAIS_WEB_PORT", "80a"),
        ("RELAIS_WEB_PORT", "70000"),
        ("RELAIS_WEB_WORKERS", "0"),
        ("RELAIS_DATABASE_URL", "not a url"),
        ("RELAIS_DATABASE_URL", "mysql://u:p@localhost/d"),
    ],
)
def test_a_value_of_the_wrong_form_is_refused_by_name(var, name, value):
    assert name in refusal(var | {name: value})


def test_a_secret_may_come_from_a_file(var, tmp_path):
    (tmp_path / "key").write_text(KEY + "\n")
    assert load_settings(var | {"RELAIS_SECRET_KEY_FILE": str(tmp_path / "key")}).secret_key == KEY


def test_a_secret_given_twice_or_in_no_readable_file_is_refused(var, tmp_path):
    (tmp_path / "key").write_text(KEY)
    both = {"RELAIS_SECRET_KEY": KEY, "RELAIS_SECRET_KEY_FILE": str(tmp_path / "key")}
    assert "RELAIS_SECRET_KEY_FILE" in refusal(var | both)
    assert "illisible" in refusal(var | {"RELAIS_SECRET_KEY_FILE": str(tmp_path / "absent")})


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.10", "relais.example.org"])
def test_a_demonstration_listens_to_this_machine_only(var, host):
    assert "RELAIS_WEB_HOST" in refusal(var | {"RELAIS_WEB_HOST": host})


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_every_name_of_this_machine_will_do(var, host):
    assert load_settings(var | {"RELAIS_WEB_HOST": host}).web_host == host


def test_a_complete_production_is_accepted_and_may_listen_anywhere(var):
    settings = load_settings(var | PRODUCTION | {"RELAIS_WEB_HOST": "0.0.0.0"})
    assert not settings.demo
    assert not settings.embedded


@pytest.mark.parametrize("name", sorted(PRODUCTION.keys() - {"RELAIS_MODE"}))
def test_a_production_lacks_nothing(var, name):
    environ = var | PRODUCTION
    del environ[name]
    assert name in refusal(environ)


def test_a_production_has_a_key_worth_the_name(var):
    assert "RELAIS_SECRET_KEY" in refusal(var | PRODUCTION | {"RELAIS_SECRET_KEY": "short"})


def test_a_production_never_takes_the_key_of_a_demonstration(var, tmp_path):
    load_settings(var)
    environ = var | PRODUCTION | {"RELAIS_SECRET_KEY_FILE": str(tmp_path / "var" / "secret_key")}
    del environ["RELAIS_SECRET_KEY"]
    assert "démonstration" in refusal(environ)


def test_a_production_never_shares_one_role_between_two_logins(var):
    shared = {"RELAIS_STAFF_DATABASE_URL": PRODUCTION["RELAIS_DATABASE_URL"]}
    assert "rôles différents" in refusal(var | PRODUCTION | shared)


def test_a_production_never_runs_on_the_embedded_server(var):
    sockets = load_settings(var).cluster.sockets
    here = {
        name: f"postgresql://{role}:p@/relais?host={sockets}"
        for role, name in enumerate(PRODUCTION)
        if "DATABASE" in name
    }
    assert "embarqué" in refusal(var | PRODUCTION | {k: v.replace("//", "//r", 1) for k, v in here.items()})


def test_every_setting_is_explained():
    for name, default, meaning in described():
        assert name.startswith("RELAIS_")
        assert default and meaning
