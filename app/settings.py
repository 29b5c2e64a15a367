"""Typed settings, read from ``RELAIS_*`` variables or from files; unknown and unsafe ones are refused with a sentence.

Each field of ``Settings`` is the variable ``RELAIS_<FIELD>``; a secret may also come from the file that
``RELAIS_<FIELD>_FILE`` names. ``RELAIS_X_*`` is left to third-party add-ons. ``relais settings`` prints this table.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import Field, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from app.embedded.cluster import Cluster
from app.loopback import is_loopback

#: Known to the tests alone; a test run shares the environment of a development server.
TEST_VARIABLES = frozenset({"RELAIS_CI", "RELAIS_TEST_DATABASE_URL"})
SHORTEST_SECRET = 32


class SettingsError(Exception):
    """A setting is unknown, missing or unsafe; the message is one French sentence."""


def _text(value: str) -> str:
    return value


def _mode(value: str) -> str:
    if value not in ("demo", "production"):
        raise ValueError("« demo » ou « production » attendu")
    return value


def _number(low: int, high: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        if not value.isdecimal() or not low <= int(value) <= high:
            raise ValueError(f"nombre entier entre {low} et {high} attendu")
        return int(value)

    return read


def _folder(value: str) -> Path:
    return Path(value).resolve()


def _names(value: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in value.split(",") if name.strip())


def _database(value: str) -> str:
    try:
        url = make_url(value)
    except ArgumentError:
        raise ValueError("adresse attendue de la forme postgresql://rôle:mot-de-passe@hôte/base") from None
    if url.get_backend_name() != "postgresql":
        raise ValueError("seul PostgreSQL convient")
    return _render(url.set(drivername="postgresql+psycopg"))


def _setting(
    meaning: str, *, default: Any = None, read: Callable[[str], Any] = _text, shown: str = "", secret: bool = False
) -> Any:
    about = {"meaning": meaning, "read": read, "shown": shown, "secret": secret}
    return field(default=default, metadata=about)


def _same_database(meaning: str) -> Any:
    shown = "déduite de RELAIS_DATABASE_URL en démonstration"
    return _setting(meaning, default="", read=_database, shown=shown, secret=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that differs between two installations. Made by ``load_settings``, changed by nobody."""

    mode: Literal["demo", "production"] = _setting(
        "« demo » : tout est embarqué, sur cette machine seulement ; « production » : rien n’a de valeur par défaut",
        default="demo",
        read=_mode,
    )
    var_dir: Path = _setting(  # noqa: RUF009
        "dossier de ce que Relais écrit : base embarquée, courriers de démonstration, clé de démonstration",
        default=Path("var"),
        read=_folder,
    )
    secret_key: str = _setting(
        "clé des sessions et des liens à usage unique, 32 caractères au moins",
        default="",
        shown="en démonstration : tirée au hasard dans var/secret_key",
        secret=True,
    )
    database_url: str = _setting(
        "base de données, sous le rôle propriétaire (« relais upgrade » seulement)",
        default="",
        read=_database,
        shown="PostgreSQL embarqué sous var/",
        secret=True,
    )
    auth_database_url: str = _same_database("la même base, sous le rôle d’identification")
    staff_database_url: str = _same_database("la même base, sous le rôle du personnel")
    portal_database_url: str = _same_database("la même base, sous le rôle des professionnels")
    web_host: str = _setting("adresse d’écoute du back-office", default="127.0.0.1")
    web_port: int = _setting("port du back-office", default=8080, read=_number(1, 65535))
    web_workers: int = _setting("processus web", default=2, read=_number(1, 64))
    web_threads: int = _setting("fils d’exécution par processus web", default=8, read=_number(1, 64))
    base_url: str = _setting(
        "adresse publique, celle des liens envoyés par courrier électronique",
        default="",
        shown="http://<RELAIS_WEB_HOST>:<RELAIS_WEB_PORT>",
    )
    broker_url: str | None = _setting(
        "Redis ou RabbitMQ, pour répartir les tâches entre plusieurs machines",
        shown="aucun : « relais worker » exécute tout",
        secret=True,
    )
    smtp_url: str | None = _setting(
        "serveur d’envoi, smtp://utilisateur:mot-de-passe@hôte:port (smtps:// pour TLS)",
        shown="aucun : les courriers sont gardés sous var/mail",
        secret=True,
    )
    mail_from: str = _setting("expéditeur des courriers", default="Relais <relais@example.org>")
    addons: tuple[str, ...] | None = _setting("add-ons allumés, séparés par des virgules", read=_names, shown="tous")

    @property
    def demo(self) -> bool:
        """Whether this installation is a demonstration."""
        return self.mode == "demo"

    @property
    def embedded(self) -> bool:
        """Whether the database is the embedded server of ``var_dir``."""
        return make_url(self.database_url).query.get("host") == str(self.cluster.sockets)

    @property
    def cluster(self) -> Cluster:
        """Where the embedded server of this installation lives, used or not."""
        return Cluster(self.var_dir / "postgresql")


def variable(item: "Field[Any]") -> str:
    """The environment variable of a field of ``Settings``."""
    return f"RELAIS_{item.name.upper()}"


def described() -> Iterator[tuple[str, str, str]]:
    """Name, default and meaning of every variable, in the order of ``Settings``."""
    for item in fields(Settings):
        default = item.metadata["shown"] or str(item.default)
        suffix = " (ou _FILE)" if item.metadata["secret"] else ""
        yield variable(item) + suffix, default, item.metadata["meaning"]


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings of this process. In a demonstration without a key, one is drawn once into ``var_dir``.

    Raises SettingsError for an unknown variable, a value of the wrong form, and what is missing or unsafe for the mode.
    """
    known = {variable(item): item for item in fields(Settings)}
    files = {f"{name}_FILE" for name, item in known.items() if item.metadata["secret"]}
    for name in sorted(environ):
        ours = name.startswith("RELAIS_") and not name.startswith("RELAIS_X_")
        if ours and name not in known.keys() | files | TEST_VARIABLES:
            raise SettingsError(f"{name} n’est pas un réglage de Relais : « relais settings » en donne la liste.")
    given: dict[str, Any] = {"var_dir": Path("var").resolve()}
    for name, item in known.items():
        text = _value(environ, name)
        if text:
            try:
                given[item.name] = item.metadata["read"](text)
            except ValueError as error:
                raise SettingsError(f"{name} : {error}.") from None
    settings = Settings(**given)
    complete = _complete_demo(settings) if settings.demo else _complete_production(settings)
    return replace(complete, base_url=complete.base_url or f"http://{complete.web_host}:{complete.web_port}")


def database_password(secret_key: str, role: str) -> str:
    """The password of a database role of a demonstration: 256 bits that only holders of the key can compute."""
    return hmac.new(secret_key.encode(), f"database role {role}".encode(), hashlib.sha256).hexdigest()


def _value(environ: Mapping[str, str], name: str) -> str:
    path = environ.get(f"{name}_FILE")
    if not path:
        return environ.get(name, "")
    if environ.get(name):
        raise SettingsError(f"{name} et {name}_FILE sont donnés tous les deux : gardez-en un.")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingsError(f"{name}_FILE : le fichier {path} est illisible ({error.strerror}).") from None


def _complete_demo(settings: Settings) -> Settings:
    if not is_loopback(settings.web_host):
        raise SettingsError(
            f"Une démonstration n’écoute que sur cette machine : RELAIS_WEB_HOST={settings.web_host} est refusé."
        )
    if not settings.secret_key:
        settings = replace(settings, secret_key=_demo_key(settings.var_dir))
    _check_secret(settings.secret_key)
    if not settings.database_url:
        owner = settings.cluster.url("relais_owner", database_password(settings.secret_key, "relais_owner"), "relais")
        settings = replace(settings, database_url=_render(owner))
    return replace(
        settings,
        auth_database_url=settings.auth_database_url or _derived(settings, "relais_auth"),
        staff_database_url=settings.staff_database_url or _derived(settings, "relais_staff"),
        portal_database_url=settings.portal_database_url or _derived(settings, "relais_portal"),
    )


def _complete_production(settings: Settings) -> Settings:
    needed = (
        "secret_key",
        "database_url",
        "auth_database_url",
        "staff_database_url",
        "portal_database_url",
        "base_url",
        "smtp_url",
    )
    missing = [f"RELAIS_{name.upper()}" for name in needed if not getattr(settings, name)]
    if missing:
        raise SettingsError(f"En production, il manque {', '.join(missing)}.")
    _check_secret(settings.secret_key)
    demo_key = settings.var_dir / "secret_key"
    if demo_key.exists() and demo_key.read_text(encoding="utf-8") == settings.secret_key:
        raise SettingsError("RELAIS_SECRET_KEY est la clé d’une démonstration : tirez-en une autre pour la production.")
    urls = (
        settings.database_url,
        settings.auth_database_url,
        settings.staff_database_url,
        settings.portal_database_url,
    )
    roles = {make_url(url).username for url in urls}
    if len(roles) < len(urls):
        raise SettingsError("Les quatre adresses de base de données doivent porter quatre rôles différents.")
    if settings.embedded:
        raise SettingsError(
            "Le PostgreSQL embarqué est réservé aux démonstrations : donnez un serveur à la production."
        )
    return settings


def _check_secret(secret_key: str) -> None:
    if len(secret_key) < SHORTEST_SECRET:
        raise SettingsError(f"RELAIS_SECRET_KEY est trop courte : {SHORTEST_SECRET} caractères au moins.")


def _derived(settings: Settings, role: str) -> str:
    return _render(
        make_url(settings.database_url).set(username=role, password=database_password(settings.secret_key, role))
    )


def _render(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def _demo_key(var_dir: Path) -> str:
    path = var_dir / "secret_key"
    var_dir.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="utf-8")
