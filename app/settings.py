"""Typed settings, read from ``RELAIS_*`` variables or from files; unknown and unsafe ones are refused with a sentence.

Each process reads its own: ``app.processes`` says what each one needs and must never hold.

Each field of ``Settings`` is the variable ``RELAIS_<FIELD>``; a secret may also come from the file that
``RELAIS_<FIELD>_FILE`` names. ``RELAIS_X_*`` is left to third-party add-ons. ``relais settings`` prints this table.
"""

import base64
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

from app import setting_readers as readers
from app.embedded.cluster import Cluster
from app.loopback import is_loopback
from app.processes import FORBIDDEN, NEEDED, Process

#: Known to the tests alone; a test run shares the environment of a development server.
TEST_VARIABLES = frozenset({"RELAIS_CI", "RELAIS_TEST_DATABASE_URL"})
SHORTEST_SECRET = 32
HIGHEST_PORT = 65535


class SettingsError(Exception):
    """A setting is unknown, missing or unsafe; the message is one French sentence."""


def _setting(
    meaning: str,
    *,
    default: Any = None,
    read: Callable[[str], Any] = readers.text,
    shown: str = "",
    secret: bool = False,
) -> Any:
    about = {"meaning": meaning, "read": read, "shown": shown, "secret": secret}
    return field(default=default, metadata=about)


def _same_database(meaning: str) -> Any:
    shown = "déduite de RELAIS_DATABASE_URL en démonstration"
    return _setting(meaning, default="", read=readers.database, shown=shown, secret=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that differs between two installations. Made by ``load_settings``, changed by nobody."""

    mode: Literal["demo", "production"] = _setting(
        "« demo » : tout est embarqué, sur cette machine seulement ; « production » : rien n’a de valeur par défaut",
        default="demo",
        read=readers.mode,
    )
    var_dir: Path = _setting(  # noqa: RUF009
        "dossier de ce que Relais écrit : base embarquée, courriers de démonstration, clé de démonstration",
        default=Path("var"),
        read=readers.folder,
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
        read=readers.database,
        shown="PostgreSQL embarqué sous var/",
        secret=True,
    )
    auth_database_url: str = _same_database("la même base, sous le rôle d’identification")
    staff_database_url: str = _same_database("la même base, sous le rôle du personnel")
    portal_database_url: str = _same_database("la même base, sous le rôle des professionnels")
    master_key: str = _setting(
        "clé maîtresse du coffre des coordonnées, 32 octets en base64",
        default="",
        read=readers.key,
        shown="en démonstration : tirée au hasard dans var/master_key",
        secret=True,
    )
    portal_key: str = _setting(
        "clé des coordonnées vendues, que le portail ouvre, 32 octets en base64",
        default="",
        read=readers.key,
        shown="en démonstration : tirée au hasard dans var/portal_key",
        secret=True,
    )
    keys_url: str = _setting(
        "base des clés du coffre, jamais la base principale ni dans sa sauvegarde",
        default="",
        read=readers.database,
        shown="en démonstration : une seconde base du même serveur",
        secret=True,
    )
    web_host: str = _setting("adresse d’écoute du back-office", default="127.0.0.1")
    web_port: int = _setting("port du back-office", default=8080, read=readers.number(1, HIGHEST_PORT))
    web_workers: int = _setting("processus web", default=2, read=readers.number(1, 64))
    web_threads: int = _setting("fils d’exécution par processus web", default=8, read=readers.number(1, 64))
    base_url: str = _setting(
        "adresse publique du back-office, celle des liens envoyés par courrier électronique",
        default="",
        shown="http://<RELAIS_WEB_HOST>:<RELAIS_WEB_PORT>",
    )
    portal_host: str = _setting("adresse d’écoute du portail des professionnels", default="127.0.0.1")
    portal_port: int = _setting(
        "port du portail des professionnels",
        default=0,
        read=readers.number(1, HIGHEST_PORT),
        shown="8081 : RELAIS_WEB_PORT + 1",
    )
    portal_workers: int = _setting("processus web du portail", default=1, read=readers.number(1, 64))
    portal_url: str = _setting(
        "adresse publique du portail",
        default="",
        shown="http://<RELAIS_PORTAL_HOST>:<RELAIS_PORTAL_PORT>",
    )
    desk_url: str = _setting(
        "adresse interne du back-office, où le portail porte ce qu’un professionnel demande",
        default="",
        shown="http://<RELAIS_WEB_HOST>:<RELAIS_WEB_PORT>",
    )
    desk_key: str = _setting(
        "secret partagé du portail et du back-office, 32 caractères au moins",
        default="",
        shown="déduit de RELAIS_SECRET_KEY en démonstration",
        secret=True,
    )
    sandbox_port: int = _setting(
        "port du prestataire de paiement d’essai, en démonstration",
        default=0,
        read=readers.number(1, HIGHEST_PORT),
        shown="8082 : RELAIS_WEB_PORT + 2",
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
    sms_url: str | None = _setting(
        "prestataire d’envoi des SMS, https://hôte/chemin",
        read=readers.web,
        shown="aucun : en démonstration, les SMS sont gardés sous var/sms",
    )
    sms_token: str = _setting(
        "secret partagé avec le prestataire des SMS : il ouvre ses envois et signe ses accusés",
        default="",
        read=readers.token,
        shown="aucun",
        secret=True,
    )
    mail_from: str = _setting("expéditeur des courriers", default="Relais <relais@example.org>")
    addons: tuple[str, ...] | None = _setting(
        "add-ons allumés, séparés par des virgules", read=readers.names, shown="tous"
    )

    @property
    def demo(self) -> bool:
        """Whether this installation is a demonstration."""
        return self.mode == "demo"

    @property
    def embedded(self) -> bool:
        """Whether the database is the embedded server of ``var_dir``, as far as this process knows its address."""
        return any(make_url(url).query.get("host") == str(self.cluster.sockets) for url in self.database_urls)

    @property
    def database_urls(self) -> tuple[str, ...]:
        """The addresses of the database that this process was given, one per login."""
        urls = (self.database_url, self.auth_database_url, self.staff_database_url, self.portal_database_url)
        return tuple(url for url in urls if url)

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


def load_settings(environ: Mapping[str, str] = os.environ, *, process: Process = Process.EVERYTHING) -> Settings:
    """Settings of a process of this kind. In a demonstration without a key, one is drawn once into ``var_dir``.

    Raises SettingsError for an unknown variable, a value of the wrong form, what is missing or unsafe for the mode, and
    in production for what the process must not hold.
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
    settings = _with_ports(Settings(**given))
    if settings.sms_url and not settings.sms_token and process is not Process.PORTAL:
        raise SettingsError("RELAIS_SMS_URL est donné sans RELAIS_SMS_TOKEN, le secret de ce prestataire.")
    return _complete_demo(settings, process) if settings.demo else _complete_production(settings, process)


def environment_of(process: Process, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What to hand a child of this kind: the environment, without what it must not hold."""
    held = {f"RELAIS_{name.upper()}{suffix}" for name in FORBIDDEN[process] for suffix in ("", "_FILE")}
    return {name: value for name, value in environ.items() if name not in held}


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


def _with_ports(settings: Settings) -> Settings:
    """Ports that were not given follow that of the back office: one variable is enough for a second checkout."""
    ports = {"portal_port": settings.web_port + 1, "sandbox_port": settings.web_port + 2}
    chosen: dict[str, Any] = {name: getattr(settings, name) or port for name, port in ports.items()}
    settings = replace(settings, **chosen)
    taken = {settings.web_port: "RELAIS_WEB_PORT"}
    for name in ports:
        port, called = getattr(settings, name), f"RELAIS_{name.upper()}"
        if port > HIGHEST_PORT:
            raise SettingsError(f"{called} : nombre entier entre 1 et {HIGHEST_PORT} attendu.")
        if port in taken:
            raise SettingsError(f"{taken[port]} et {called} donnent le même port {port} : changez-en un.")
        taken[port] = called
    return settings


def _complete_demo(settings: Settings, process: Process) -> Settings:
    for name in ("web_host", "portal_host"):
        if not is_loopback(getattr(settings, name)):
            raise SettingsError(
                "Une démonstration n’écoute que sur cette machine : "
                f"RELAIS_{name.upper()}={getattr(settings, name)} est refusé."
            )
    if not settings.secret_key:
        settings = replace(
            settings, secret_key=_drawn(settings.var_dir / "secret_key", lambda: secrets.token_urlsafe(48))
        )
    _check_secret(settings.secret_key)
    if not settings.database_url:
        owner = settings.cluster.url("relais_owner", database_password(settings.secret_key, "relais_owner"), "relais")
        settings = replace(settings, database_url=_render(owner))
    web = f"http://{settings.web_host}:{settings.web_port}"
    complete = replace(
        settings,
        auth_database_url=settings.auth_database_url or _derived(settings, "relais_auth"),
        staff_database_url=settings.staff_database_url or _derived(settings, "relais_staff"),
        portal_database_url=settings.portal_database_url or _derived(settings, "relais_portal"),
        base_url=settings.base_url or web,
        portal_url=settings.portal_url or f"http://{settings.portal_host}:{settings.portal_port}",
        desk_url=settings.desk_url or web,
        desk_key=settings.desk_key or database_password(settings.secret_key, "desk"),
        master_key=settings.master_key or _drawn(settings.var_dir / "master_key", _new_key),
        portal_key=settings.portal_key or _drawn(settings.var_dir / "portal_key", _new_key),
    )
    keys = make_url(complete.staff_database_url)
    complete = replace(complete, keys_url=complete.keys_url or _render(keys.set(database=f"{keys.database}_keys")))
    # What a production refuses to be given, a demonstration, which deduces it, forgets.
    held: dict[str, Any] = {item.name: item.default for item in fields(Settings) if item.name in FORBIDDEN[process]}
    return replace(complete, **held)


def _complete_production(settings: Settings, process: Process) -> Settings:
    missing = [f"RELAIS_{name.upper()}" for name in NEEDED[process] if not getattr(settings, name)]
    if missing:
        raise SettingsError(f"En production, il manque {', '.join(missing)}.")
    if held := [f"RELAIS_{name.upper()}" for name in FORBIDDEN[process] if getattr(settings, name)]:
        raise SettingsError(f"Ce processus ne doit pas connaître {', '.join(held)} : retirez-le de ses réglages.")
    for name in ("secret_key", "desk_key"):
        if secret := getattr(settings, name):
            _check_secret(secret, f"RELAIS_{name.upper()}")
    _check_keys(settings)
    roles = {make_url(url).username for url in settings.database_urls}
    if len(roles) < len(settings.database_urls):
        raise SettingsError("Les adresses de base de données doivent porter des rôles différents.")
    if settings.embedded:
        raise SettingsError(
            "Le PostgreSQL embarqué est réservé aux démonstrations : donnez un serveur à la production."
        )
    return settings


def _check_secret(secret: str, name: str = "RELAIS_SECRET_KEY") -> None:
    if len(secret) < SHORTEST_SECRET:
        raise SettingsError(f"{name} est trop courte : {SHORTEST_SECRET} caractères au moins.")


def _check_keys(settings: Settings) -> None:
    for name in ("secret_key", "master_key", "portal_key"):
        drawn = settings.var_dir / name
        if drawn.exists() and drawn.read_text(encoding="utf-8") == getattr(settings, name):
            raise SettingsError(
                f"RELAIS_{name.upper()} est la clé d’une démonstration : tirez-en une autre pour la production."
            )
    if settings.master_key and settings.master_key == settings.portal_key:
        raise SettingsError("RELAIS_MASTER_KEY et RELAIS_PORTAL_KEY sont la même clé : tirez-en deux.")
    if settings.keys_url and any(_same_place(settings.keys_url, url) for url in settings.database_urls):
        raise SettingsError(
            "RELAIS_KEYS_URL désigne la base principale : les clés du coffre demandent une base à part, que sa "
            "sauvegarde ne contient pas."
        )


def _derived(settings: Settings, role: str) -> str:
    return _render(
        make_url(settings.database_url).set(username=role, password=database_password(settings.secret_key, role))
    )


def _render(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def _same_place(one: str, other: str) -> bool:
    """Whether two addresses lead to one database, whoever signs in."""
    return _place(make_url(one)) == _place(make_url(other))


def _place(url: URL) -> tuple[Any, ...]:
    host = url.host or url.query.get("host") or "localhost"
    local = isinstance(host, str) and is_loopback(host)
    return "localhost" if local else host, int(url.port or url.query.get("port") or 5432), url.database or url.username  # type: ignore[arg-type]


def _new_key() -> str:
    return base64.b64encode(secrets.token_bytes(readers.KEY_BYTES)).decode()


def _drawn(path: Path, draw: Callable[[], str]) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="utf-8") as file:
            file.write(draw())
    return path.read_text(encoding="utf-8")
