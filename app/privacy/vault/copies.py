"""Sealed copies for the portal: the one thing of a contact that a professional's process can open, once it was sold."""

from app.privacy.vault.contact import Contact
from app.privacy.vault.keys import keys_in_force
from app.privacy.vault.opening import peek
from app.privacy.vault.person import Person


def seal_for_portal(contact_or_person: Contact | Person, aad: str) -> bytes:
    """A copy under the portal's key. ``aad`` names what it was sold for (``order_line|12``): it opens for nothing else.

    The reveal is logged where the copy is opened. Raises ContactErased, NoKey.
    """
    person = peek(contact_or_person) if isinstance(contact_or_person, Contact) else contact_or_person
    return keys_in_force().needed_portal().seal(person.to_json(), aad)


def open_from_portal(box: bytes, aad: str) -> Person:
    """The person of a copy; needs the portal key alone. Raises SealBroken for another sale, NoKey."""
    return Person.from_json(keys_in_force().needed_portal().open(box, aad))
