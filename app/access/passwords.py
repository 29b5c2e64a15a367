"""Passwords: long enough, not guessable, hashed with scrypt. No rule about which characters."""

from collections.abc import Iterable
from functools import cache

from flask import current_app
from werkzeug.security import check_password_hash, generate_password_hash

from app.access.refusals import PasswordTooCommon, PasswordTooLong, PasswordTooShort

SHORTEST = 12
LONGEST = 128
#: Estimated guesses under which a password counts as common: the lists of zxcvbn and simple variations of them.
GUESSES = 10**8
#: FAB's own setting for the cost; tests lower it.
METHOD = "FAB_PASSWORD_HASH_METHOD"
DEFAULT_METHOD = "scrypt:32768:8:1"


def check_strength(password: str, *, field: str = "password", about: Iterable[str] = ()) -> None:
    """Refuse a password shorter than 12 characters or made of common ones or of what is ``about`` its owner.

    Raises PasswordTooShort, PasswordTooLong or PasswordTooCommon beside ``field``.
    """
    if len(password) < SHORTEST:
        raise PasswordTooShort(field=field, length=SHORTEST)
    if len(password) > LONGEST:
        raise PasswordTooLong(field=field, length=LONGEST)
    # Its lists weigh 2 MB and are needed only when a password is chosen.
    from zxcvbn import zxcvbn  # noqa: PLC0415

    words = [word.lower() for word in about if word]
    if zxcvbn(password, user_inputs=words, max_length=LONGEST)["guesses"] < GUESSES:
        raise PasswordTooCommon(field=field)


def hash_password(password: str) -> str:
    """The scrypt hash to store."""
    return generate_password_hash(password, method=current_app.config.get(METHOD, DEFAULT_METHOD))


def matches(stored: str | None, password: str) -> bool:
    """Whether ``password`` is the stored one. Takes the same time when there is none."""
    found = check_password_hash(stored or _decoy(current_app.config.get(METHOD, DEFAULT_METHOD)), password)
    return found and stored is not None


@cache
def _decoy(method: str) -> str:
    return generate_password_hash("decoy", method=method)
