"""Opening contacts: in full and logged, in full for services, masked for whole pages."""

import re
from collections.abc import Iterable

from sqlalchemy import select

from app.access.identity import Account, current
from app.access.in_force import rules_in_force
from app.database import session
from app.errors import Forbidden
from app.models import clock
from app.privacy.vault.cipher import DataKey, Place
from app.privacy.vault.contact import Contact, ContactAccess
from app.privacy.vault.errors import ContactErased, InvalidPurpose
from app.privacy.vault.keys import keys_in_force
from app.privacy.vault.masking import SHOWN, masked_rows
from app.privacy.vault.person import Masked, Person

#: The word that opens a contact.
OPEN = "open"
_PURPOSE = re.compile(r"[a-z][a-z0-9_.]{0,39}")


def reveal(contact: Contact, *, purpose: str) -> Person:
    """The person, and a row of ``contact_access`` in the same transaction: commit before showing.

    ``purpose`` is a short code, never a sentence. Raises Forbidden when the acting account does not carry ``open`` on
    that contact, InvalidPurpose, ContactErased.
    """
    _require_open(contact)
    person = peek(contact)
    log_access(contact, purpose)
    session().flush()
    return person


def peek(contact: Contact) -> Person:
    """The person, unlogged: for services that compare, render or send, never for what answers somebody.

    Views, templates and routes call ``reveal``; a test of the vault refuses ``peek`` there. Raises ContactErased.
    """
    return opened(contact, key_of(contact))


def masked(contacts: Iterable[Contact]) -> dict[int, Masked]:
    """What lists show of contacts, by id: one look-up for all their keys."""
    held = {contact.id: contact for contact in contacts}
    rows = [(each.uid, each.key_id, *(getattr(each, name) for name in SHOWN)) for each in held.values()]
    return dict(zip(held, masked_rows(rows), strict=True))


def key_of(contact: Contact) -> DataKey:
    """The data key of a contact. Raises ContactErased when there is none any more."""
    found = keys_in_force().data_keys([contact.key_id]) if contact.key_id else {}
    if not found:
        raise ContactErased
    (key,) = found.values()
    return key


def opened(contact: Contact, key: DataKey) -> Person:
    """The person sealed in ``contact`` under ``key``."""
    place = Place(Contact.__tablename__, contact.uid)
    return Person(**{name: key.open(sealed, place, name) for name, sealed in contact.sealed().items()})


def log_access(contact: Contact, purpose: str) -> None:
    """Note who opens or changes ``contact``; written at the next flush. Raises InvalidPurpose."""
    if not _PURPOSE.fullmatch(purpose):
        raise InvalidPurpose(field="purpose")
    identity = current()
    access = ContactAccess(
        contact_id=contact.id,
        account_id=identity.id if isinstance(identity, Account) else None,
        operator_id=contact.operator_id,
        at=clock.now(),
        purpose=purpose,
    )
    session().add(access)


def _require_open(contact: Contact) -> None:
    identity = current()
    if not isinstance(identity, Account):
        return
    allowed = rules_in_force().condition(Contact, OPEN, identity)
    if session().scalar(select(Contact.id).where(Contact.id == contact.id, allowed)) is None:
        raise Forbidden
