"""Settings: what is unknown, missing or unsafe is refused with one sentence."""

import stat

import pytest

from app.processes import Process
from app.settings import SettingsError, described, environment_of, load_settings

KEY = "k" * 48
SERVER = "postgresql://{role}:secret@db.example.org/relais"
PRODUCTION = {
    "RELAIS_MODE": "production",
    "RELAIS_SECRET_KEY": KEY,
    "RELAIS_DATABASE_URL": SERVER.format(role="relais_owner"),
    "RELAIS_AUTH_DATABASE_URL": SERVER.format(role="relais_auth"),
    "RELAIS_STAFF_DATABASE_URL": SERVER.format(role="relais_staff"),
    "RELAIS_PORTAL_DATABASE_URL": SERVER.format(role="relais_portal"),
    "RELAIS_MASTER_KEY": "bW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW0=",
    "RELAIS_PORTAL_KEY": "cHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHA=",
    "RELAIS_KEYS_URL": "postgresql://relais_keys:secret@keys.example.org/relais_keys",
    "RELAIS_BASE_URL": "https://relais.example.org",
    "RELAIS_PORTAL_URL": "https://pro.example.org",
    "RELAIS_DESK_URL": "http://10.0.0.2:8080",
    "RELAIS_DESK_KEY": "d" * 32,
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


@pytest.mark.parametrize("name", ["RELAIS_WEB_HOST", "RELAIS_PORTAL_HOST"])
@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.10", "relais.example.org"])
def test_a_demonstration_listens_to_this_machine_only(var, name, host):
    assert name in refusal(var | {name: host})


def test_one_port_is_enough_for_a_second_checkout(var):
    first, second = load_settings(var), load_settings(var | {"RELAIS_WEB_PORT": "8090"})
    assert (first.web_port, first.portal_port, first.sandbox_port) == (8080, 8081, 8082)
    assert (second.web_port, second.portal_port, second.sandbox_port) == (8090, 8091, 8092)
    assert (second.portal_url, second.desk_url) == ("http://127.0.0.1:8091", "http://127.0.0.1:8090")


@pytest.mark.parametrize(("name", "port"), [("RELAIS_PORTAL_PORT", "8080"), ("RELAIS_SANDBOX_PORT", "8081")])
def test_a_port_given_twice_is_a_sentence(var, name, port):
    sentence = refusal(var | {name: port})
    assert name in sentence and port in sentence


def test_a_port_beyond_the_last_is_asked_for(var):
    assert "RELAIS_PORTAL_PORT" in refusal(var | {"RELAIS_WEB_PORT": "65535"})


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


#: What each process of a production asks for, beside the mode.
ASKED = {
    Process.OWNER: {"SECRET_KEY", "DATABASE_URL", "AUTH_DATABASE_URL", "STAFF_DATABASE_URL", "PORTAL_DATABASE_URL",
                    "KEYS_URL"},
    Process.BACK_OFFICE: {"SECRET_KEY", "AUTH_DATABASE_URL", "STAFF_DATABASE_URL", "MASTER_KEY", "PORTAL_KEY",
                          "KEYS_URL", "BASE_URL", "PORTAL_URL", "SMTP_URL", "DESK_KEY"},
    Process.WORKER: {"SECRET_KEY", "AUTH_DATABASE_URL", "STAFF_DATABASE_URL", "MASTER_KEY", "PORTAL_KEY", "KEYS_URL",
                     "BASE_URL", "PORTAL_URL", "SMTP_URL"},
    Process.PORTAL: {"SECRET_KEY", "AUTH_DATABASE_URL", "PORTAL_DATABASE_URL", "PORTAL_KEY", "BASE_URL", "PORTAL_URL",
                     "DESK_URL", "DESK_KEY"},
    Process.CODE: set(),
}  # fmt: skip


@pytest.mark.parametrize("process", ASKED, ids=lambda process: process.name)
def test_a_process_starts_with_its_own_and_lacks_each_of_them(var, process):
    own = {f"RELAIS_{name}": PRODUCTION[f"RELAIS_{name}"] for name in ASKED[process]}
    environ = var | own | {"RELAIS_MODE": "production"}
    assert not load_settings(environ, process=process).demo
    for name in own:
        left = {known: value for known, value in environ.items() if known != name}
        with pytest.raises(SettingsError, match=name):
            load_settings(left, process=process)


HELD = ("RELAIS_MASTER_KEY", "RELAIS_KEYS_URL", "RELAIS_DATABASE_URL", "RELAIS_STAFF_DATABASE_URL")


@pytest.mark.parametrize("name", HELD)
def test_the_portal_refuses_to_know_what_would_open_the_rest(var, tmp_path, name):
    own = {f"RELAIS_{known}": PRODUCTION[f"RELAIS_{known}"] for known in ASKED[Process.PORTAL]}
    environ = var | own | {"RELAIS_MODE": "production"}
    (tmp_path / "held").write_text(PRODUCTION[name])
    for given in ({name: PRODUCTION[name]}, {f"{name}_FILE": str(tmp_path / "held")}):
        with pytest.raises(SettingsError, match=name):
            load_settings(environ | given, process=Process.PORTAL)


def test_the_portal_of_a_demonstration_forgets_what_it_could_deduce(var):
    settings = load_settings(var, process=Process.PORTAL)
    assert settings.portal_database_url and settings.auth_database_url and settings.portal_key and settings.desk_key
    assert not (settings.master_key or settings.keys_url or settings.database_url or settings.staff_database_url)
    assert settings.embedded


def test_a_supervisor_hands_the_portal_nothing_it_would_refuse():
    everything = PRODUCTION | {"RELAIS_MASTER_KEY_FILE": "/run/master_key", "PATH": "/bin"}
    handed = environment_of(Process.PORTAL, everything)
    assert handed.keys() == everything.keys() - {*HELD, "RELAIS_MASTER_KEY_FILE"}
    assert environment_of(Process.BACK_OFFICE, everything) == everything


def test_a_desk_key_is_worth_the_name(var):
    assert "RELAIS_DESK_KEY" in refusal(var | PRODUCTION | {"RELAIS_DESK_KEY": "short"})


SMS = {"RELAIS_SMS_URL": "https://sms.example.org/messages", "RELAIS_SMS_TOKEN": "s" * 20}


def test_a_provider_of_sms_comes_with_its_secret_over_tls(var):
    settings = load_settings(var | SMS)
    assert (settings.sms_url, settings.sms_token) == tuple(SMS.values())
    assert load_settings(var | {"RELAIS_SMS_URL": "http://127.0.0.1:9000/", "RELAIS_SMS_TOKEN": "s"}).sms_url
    assert "RELAIS_SMS_TOKEN" in refusal(var | {"RELAIS_SMS_URL": SMS["RELAIS_SMS_URL"]})
    for address in ("http://sms.example.org", "ftp://sms.example.org", "sms.example.org"):
        assert "RELAIS_SMS_URL" in refusal(var | SMS | {"RELAIS_SMS_URL": address})
    assert "RELAIS_SMS_TOKEN" in refusal(var | SMS | {"RELAIS_SMS_TOKEN": "secret à accents"})


def test_every_setting_is_explained():
    for name, default, meaning in described():
        assert name.startswith("RELAIS_")
        assert default and meaning
