"""How each kind of recipient is reached: one function per table, of the add-on that declares it.

@addresses("professionals_professional")
def reach(professional: Professional) -> Reach: …
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

import phonenumbers
from phonenumbers import PhoneNumberType

from addons.notifications.models import Channel, Nature
from app.database import session
from app.models.base import Base
from app.privacy.vault import Contact, peek
from app.privacy.vault.errors import ContactErased

_FRENCH_MOBILES = ("+336", "+337")
_MOBILE = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
EVERYTHING = frozenset(Nature)


@dataclass(frozen=True, slots=True)
class Reach:
    """How somebody is reached now. ``phone`` is in E.164; ``accepts`` says which natures may still be sent.

    ``label`` is a reference people quote (PRO-000123), shown in lists: never a name.
    """

    email: str | None = None
    phone: str | None = None
    accepts: Collection[Nature] = EVERYTHING
    label: str | None = None
    erased: bool = False

    def __repr__(self) -> str:
        return "<Reach>"

    def address(self, channel: Channel) -> str | None:
        """Where a message of this channel goes, None when it cannot: a landline takes no SMS."""
        if channel is Channel.EMAIL:
            return self.email
        return self.phone if self.phone and _is_mobile(self.phone) else None


Reaching = Callable[[Any], Reach]
Declared = TypeVar("Declared", bound=Reaching)

_known: dict[str, Reaching] = {}


class NoAddresses(LookupError):
    """A bug: nobody said how records of this table are reached, or two add-ons did."""


def addresses(table: str) -> Callable[[Declared], Declared]:
    """Make a function the one that says how records of ``table`` are reached. Raises NoAddresses for a second one."""

    def declare(reaching: Declared) -> Declared:
        if _known.setdefault(table, reaching) is not reaching:
            raise NoAddresses(table)
        return reaching

    return declare


def reach_of(recipient: Base) -> Reach:
    """How this recipient is reached now. Raises NoAddresses."""
    if recipient.__tablename__ not in _known:
        raise NoAddresses(recipient.__tablename__)
    return _known[recipient.__tablename__](recipient)


def record_of(table: str | None, id: int | None) -> Base | None:
    """The record a message points at, None when there is none or it is gone."""
    return None if table is None or id is None else session().get(_model_of(table), id)


@addresses(Contact.__tablename__)
def reach_contact(contact: Contact) -> Reach:
    """A client: what the vault holds, nothing once erased."""
    try:
        person = peek(contact)
    except ContactErased:
        return Reach(erased=True)
    return Reach(person.email, person.phone)


@cache
def _model_of(table: str) -> type[Base]:
    models: list[type[Base]] = [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Base)]
    return next(model for model in models if model.__tablename__ == table)


def _is_mobile(phone: str) -> bool:
    if phone.startswith("+33"):
        return phone.startswith(_FRENCH_MOBILES)
    return phonenumbers.number_type(phonenumbers.parse(phone)) in _MOBILE
