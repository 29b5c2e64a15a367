"""Finding contacts without opening them."""

from sqlalchemy import ColumnElement, select

from app.database import session
from app.privacy.vault.contact import Contact
from app.privacy.vault.person import Person
from app.privacy.vault.tokens import phone_token, sharing_tokens


def tokens_of_phone(phone: str) -> list[int]:
    """The token of a number, first or second of its contact: ``Contact.tokens.contains(…)``.

    Raises InvalidPhone (CGV-5.3).
    """
    return [phone_token(phone)]


def matching(text: str) -> ColumnElement[bool]:
    """Contacts that bear all that was typed: whole words of names, the e-mail, a number. False when none is usable."""
    return Contact.page_title.matching(Contact, text)


def same_person(person: Person, commune_code: str | None) -> list[int]:
    """Ids of the contacts, readable by whoever acts, that share a phone, the e-mail or the house; latest first."""
    tokens = sorted(sharing_tokens(person, commune_code))
    if not tokens:
        return []
    statement = select(Contact.id).where(Contact.tokens.overlap(tokens)).order_by(Contact.id.desc())
    return list(session().scalars(statement))
