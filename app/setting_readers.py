"""How the text of a variable becomes the value of a setting; each raises ValueError with what was expected."""

import base64
import binascii
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from app.loopback import is_loopback

#: Keys of the vault are drawn, never chosen.
KEY_BYTES = 32


def text(value: str) -> str:
    """As it stands."""
    return value


def mode(value: str) -> str:
    """One of the two modes."""
    if value not in ("demo", "production"):
        raise ValueError("« demo » ou « production » attendu")
    return value


def number(low: int, high: int) -> Callable[[str], int]:
    """A whole number between these bounds, included."""

    def read(value: str) -> int:
        if not value.isdecimal() or not low <= int(value) <= high:
            raise ValueError(f"nombre entier entre {low} et {high} attendu")
        return int(value)

    return read


def folder(value: str) -> Path:
    """An absolute path."""
    return Path(value).resolve()


def names(value: str) -> tuple[str, ...]:
    """Names parted by commas."""
    return tuple(name.strip() for name in value.split(",") if name.strip())


def database(value: str) -> str:
    """The address of a PostgreSQL database."""
    try:
        url = make_url(value)
    except ArgumentError:
        raise ValueError("adresse attendue de la forme postgresql://rôle:mot-de-passe@hôte/base") from None
    if url.get_backend_name() != "postgresql":
        raise ValueError("seul PostgreSQL convient")
    return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def key(value: str) -> str:
    """A key drawn at random."""
    try:
        long_enough = len(base64.b64decode(value, validate=True)) == KEY_BYTES
    except binascii.Error:
        long_enough = False
    if not long_enough:
        raise ValueError(f"{KEY_BYTES} octets tirés au hasard, en base64, attendus")
    return value


def web(value: str) -> str:
    """The address of a provider: enciphered, unless it is on this machine."""
    parts = urlsplit(value)
    if parts.hostname is None or parts.scheme not in ("http", "https"):
        raise ValueError("adresse attendue de la forme https://hôte/chemin")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise ValueError("adresse en https attendue")
    return value


def token(value: str) -> str:
    """A secret that travels in a header."""
    if not value.isascii() or not value.isprintable():
        raise ValueError("lettres sans accent, chiffres et signes attendus")
    return value
