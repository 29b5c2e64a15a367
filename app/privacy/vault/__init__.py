"""The vault: names, phones, e-mails and streets of clients and callers, each under the key of one person.

    contact = keep(Person(last_name="Essai", phone="06 39 98 12 12"), commune_code="30189")
    lead.client = contact
    person = reveal(contact, purpose="rappel")   # logged

An add-on points at a contact by ``client_id = ref("contact.id", …)`` with ``client: Mapped[Contact]``: screens, exports
and the API then show the masked label, and search through tokens with ``search=True``. Nothing else of a contact is
ever shown by itself.
"""

from app.privacy.vault.contact import Contact, ContactAccess
from app.privacy.vault.copies import open_from_portal, seal_for_portal
from app.privacy.vault.finding import matching, same_person, tokens_of_phone
from app.privacy.vault.keeping import change, erase, erase_fields, keep
from app.privacy.vault.opening import masked, peek, reveal
from app.privacy.vault.person import Masked, Person

__all__ = [
    "Contact",
    "ContactAccess",
    "Masked",
    "Person",
    "change",
    "erase",
    "erase_fields",
    "keep",
    "masked",
    "matching",
    "open_from_portal",
    "peek",
    "reveal",
    "same_person",
    "seal_for_portal",
    "tokens_of_phone",
]
