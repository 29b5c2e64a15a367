"""Writing contacts: a person comes in, is corrected, and leaves for good."""

import uuid
from collections.abc import Collection

from app.database import session
from app.effects import outbox
from app.models import clock
from app.models.owned import operator_of_account
from app.privacy.vault.cipher import DataKey, Place
from app.privacy.vault.contact import Contact
from app.privacy.vault.keys import keys_in_force
from app.privacy.vault.opening import key_of, log_access, opened
from app.privacy.vault.person import FIELDS, Person
from app.privacy.vault.tasks import KeyForgotten
from app.privacy.vault.tokens import all_tokens

#: The purpose under which ``contact_access`` notes a change.
CHANGE = "change"


def keep(person: Person, *, commune_code: str | None = None, operator_id: int | None = None) -> Contact:
    """Seal a person under a key of their own, and flush.

    The key is committed to the key store first: a rollback leaves an orphan, which the nightly sweep takes. The contact
    belongs to ``operator_id``, else to the operator the acting account works for. Raises OperatorMissing, Forbidden.
    """
    owner = operator_of_account() if operator_id is None else operator_id
    key = keys_in_force().draw()
    contact = Contact(uid=uuid.uuid4(), key_id=key.id, operator_id=owner, created_at=clock.now())
    _write(contact, person, key)
    contact.tokens = all_tokens(person, commune_code)
    session().add(contact)
    session().flush()
    return contact


def change(contact: Contact, person: Person, *, commune_code: str | None = None) -> None:
    """Replace what is known of a person, note it in ``contact_access``, and flush.

    Without ``commune_code``, a street that did not change stays found by the one it had. Raises ContactErased.
    """
    _lock(contact)
    key = key_of(contact)
    before = opened(contact, key)
    house = _house(contact, before) if commune_code is None and person.street == before.street else set()
    _write(contact, person, key)
    contact.tokens = sorted({*all_tokens(person, commune_code), *house})
    log_access(contact, CHANGE)
    session().flush()


def erase(contact: Contact) -> None:
    """Empty every field and token, and flush; the key is destroyed once the transaction is committed.

    Erasing twice changes nothing.
    """
    _lock(contact)
    key_id = contact.key_id
    for name in FIELDS:
        setattr(contact, name, None)
    contact.tokens = []
    contact.key_id = None
    contact.erased_at = contact.erased_at or clock.now()
    session().flush()
    _forget(key_id)


def erase_fields(contact: Contact, names: Collection[str]) -> None:
    """Erase some fields: what stays is sealed under a new key, then the old one is destroyed, as in ``erase``.

    Raises ContactErased, TypeError for a name that is no field.
    """
    _lock(contact)
    old = key_of(contact)
    before = opened(contact, old)
    person = before.without(frozenset(names))
    if not person.filled():
        erase(contact)
        return
    house = _house(contact, before) if person.street else set()
    key = keys_in_force().draw()
    contact.key_id = key.id
    _write(contact, person, key)
    contact.tokens = sorted({*all_tokens(person, None), *house})
    session().flush()
    _forget(old.id)


def _lock(contact: Contact) -> None:
    """See the contact as it is now, and let nobody else write it: a change must not fill what an erasure emptied."""
    session().flush()
    session().refresh(contact, with_for_update=True)


def _write(contact: Contact, person: Person, key: DataKey) -> None:
    place = Place(Contact.__tablename__, contact.uid)
    for name in FIELDS:
        value: str | None = getattr(person, name)
        setattr(contact, name, None if value is None else key.seal(value, place, name))


def _house(contact: Contact, person: Person) -> set[int]:
    """The token of the house, which only its writer could compute: the commune is not kept here."""
    return set(contact.tokens).difference(all_tokens(person, None))


def _forget(key_id: uuid.UUID | None) -> None:
    if key_id is not None:
        outbox.put(KeyForgotten.of(key_id))
