"""Blind tokens: what a contact is found by without being opened.

A token says nothing without the master key; the same value always gives the same one. Hence whole words only: a prefix
would need tokens that tell how names begin.
"""

import re
from collections.abc import Iterator

from app.errors import DomainError
from app.models.words import LONGEST_QUERY, MOST_WORDS, normalise
from app.privacy.vault.cipher import MasterKey
from app.privacy.vault.keys import keys_in_force
from app.privacy.vault.person import Person, read_email, read_phone

#: Digits in groups, long enough to be a number people dial.
_PHONE = re.compile(r"(?<!\w)\+?\(?\d(?:[\s().\-/]{0,2}\d){8,17}(?!\w)")
_NAMES = ("first_name", "last_name", "company_name")


def all_tokens(person: Person, commune_code: str | None) -> list[int]:
    """Every token the contact of ``person`` is found by, sorted."""
    return sorted({*_word_tokens(person), *sharing_tokens(person, commune_code)})


def sharing_tokens(person: Person, commune_code: str | None) -> set[int]:
    """Tokens of what two records of one person share: phones, e-mail, the house (street and commune together)."""
    master = _master()
    found = {master.token("phone", number) for number in (person.phone, person.second_phone) if number}
    if person.email:
        found.add(master.token("email", person.email))
    if person.street and commune_code:
        found.add(master.token("street", f"{normalise(person.street)}|{commune_code}"))
    return found


def phone_token(phone: str) -> int:
    """The token of a number as people write it. Raises InvalidPhone (CGV-5.3)."""
    return _master().token("phone", read_phone("phone", phone))


def asked_tokens(text: str) -> list[int]:
    """Tokens of all that was typed in a search box; none when nothing of it can be found by tokens."""
    try:
        return sorted(set(_asked(_master(), text[:LONGEST_QUERY])))
    except DomainError:  # an e-mail address or a number that cannot exist names nobody
        return []


def _word_tokens(person: Person) -> set[int]:
    words = {word for name in _NAMES for word in normalise(getattr(person, name) or "").split()}
    return {_master().token("word", word) for word in words}


def _asked(master: MasterKey, text: str) -> Iterator[int]:
    """Raises InvalidPhone or InvalidEmail for what looks like one and is none."""
    addresses = [part for part in text.split() if "@" in part]
    yield from (master.token("email", read_email("q", address)) for address in addresses)
    rest = " ".join(part for part in text.split() if "@" not in part)
    yield from (master.token("phone", read_phone("q", number)) for number in _PHONE.findall(rest))
    yield from (master.token("word", word) for word in normalise(_PHONE.sub(" ", rest)).split()[:MOST_WORDS])


def _master() -> MasterKey:
    return keys_in_force().needed_master()
