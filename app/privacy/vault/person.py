"""A person in the clear: what the vault keeps, and what is shown of it before somebody opens it.

Nothing of a person stands in ``repr``, nor in the exceptions raised here.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from types import MappingProxyType

import phonenumbers
from phonenumbers import PhoneNumberType

from app.formats import format_phone
from app.models.kinds import Email, InvalidValue, Phone
from app.privacy.vault.errors import InvalidCivility, InvalidEmail, InvalidPhone, TooLong

HIDDEN = "••••"
LONGEST = 200
#: Between the name and the number of a label.
SEPARATOR = " – "
_CIVILITIES = MappingProxyType(
    {"m.": "M.", "m": "M.", "mr": "M.", "monsieur": "M.", "mme": "Mme", "mme.": "Mme", "madame": "Mme"}
)
#: French numbers that cost the caller more than a call: 081, 082 and 089.
_COSTLY = ("1", "2", "9")


@dataclass(frozen=True, slots=True, repr=False)
class Person:
    """A client, a caller, somebody recorded. Every field may be missing; an empty one is None.

    Phones are kept in E.164, the e-mail in lower case, the civility as «M.» or «Mme». Raises InvalidPhone (CGV-5.3),
    InvalidEmail, InvalidCivility, TooLong, each naming its field.
    """

    civility: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    company_name: str | None = None
    phone: str | None = None
    second_phone: str | None = None
    email: str | None = None
    street: str | None = None
    floor: str | None = None
    access: str | None = None

    def __post_init__(self) -> None:
        for item in fields(self):
            text = " ".join((getattr(self, item.name) or "").split()) or None
            if text is not None and len(text) > LONGEST:
                raise TooLong(field=item.name, length=LONGEST)
            if text is not None and (read := _READ.get(item.name)):
                text = read(item.name, text)
            object.__setattr__(self, item.name, text)

    def __repr__(self) -> str:
        return "<Person>"

    @classmethod
    def from_json(cls, text: str) -> "Person":
        """The person that ``to_json`` wrote."""
        return cls(**json.loads(text))

    def to_json(self) -> str:
        """Every field that is filled."""
        return json.dumps(self.filled(), ensure_ascii=False, separators=(",", ":"))

    def filled(self) -> Mapping[str, str]:
        """What is known, by field name."""
        return {name: value for name, value in asdict(self).items() if value is not None}

    def without(self, names: frozenset[str]) -> "Person":
        """The same person with these fields emptied. Raises TypeError for a name that is no field."""
        return replace(self, **dict.fromkeys(names, None))

    @property
    def label(self) -> str:
        """Whom one speaks to: «M. Jean Essai», the company's name when nobody is named, else the phone."""
        named = " ".join(part for part in (self.civility, self.first_name, self.last_name) if part)
        if self.first_name or self.last_name:
            return named
        return self.company_name or self.shown_phone or named or HIDDEN

    @property
    def shown_phone(self) -> str:
        """The first number in pairs, nothing without one."""
        return format_phone(self.phone) if self.phone else ""

    @property
    def masked_name(self) -> str:
        """«M. D••••»: the civility and one letter, whatever the length of the name."""
        name = self.last_name or self.company_name or self.first_name or ""
        first = name[:1].upper() if name[:1].isalpha() else ""
        return " ".join(part for part in (self.civility, first + HIDDEN) if part)

    @property
    def masked_phone(self) -> str | None:
        """«06 •• •• •• 12», «+41 •••• 12» abroad, None without a number."""
        if self.phone is None:
            return None
        if self.phone.startswith("+33"):
            return f"0{self.phone[3]} •• •• •• {self.phone[-2:]}"
        return f"+{phonenumbers.parse(self.phone).country_code} {HIDDEN} {self.phone[-2:]}"


@dataclass(frozen=True, slots=True)
class Masked:
    """What lists show of a contact: a masked name and phone; ``erased`` when the key is gone and nothing is left."""

    name: str
    phone: str | None = None
    erased: bool = False

    @property
    def label(self) -> str:
        """Name and phone on one line."""
        return self.name if self.phone is None else f"{self.name}{SEPARATOR}{self.phone}"


def read_phone(field: str, text: str) -> str:
    """A number in E.164. Raises InvalidPhone, which cites CGV-5.3."""
    number = _cleaned(Phone(), text)
    if number is None or _costs_more(number):
        raise InvalidPhone(field=field)
    return number


def read_email(field: str, text: str) -> str:
    """An address in lower case. Raises InvalidEmail."""
    address = _cleaned(Email(), text)
    if address is None:
        raise InvalidEmail(field=field)
    return address


def _civility(field: str, text: str) -> str:
    known = _CIVILITIES.get(text.casefold())
    if known is None:
        raise InvalidCivility(field=field)
    return known


def _cleaned(kind: Phone | Email, text: str) -> str | None:
    """None when the kind refuses: what it raises comes from libraries that may quote the value."""
    try:
        return kind.clean(text)
    except InvalidValue:
        return None


def _costs_more(number: str) -> bool:
    if number.startswith("+33"):
        return number[3] == "8" and number[4] in _COSTLY
    kind = phonenumbers.number_type(phonenumbers.parse(number))
    return kind in (PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST)


_READ: Mapping[str, Callable[[str, str], str]] = {
    "civility": _civility,
    "phone": read_phone,
    "second_phone": read_phone,
    "email": read_email,
}
FIELDS = tuple(item.name for item in fields(Person))
