"""Masked labels: a whole page of contacts named with one look-up for all their keys."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, false

from app.i18n import _
from app.privacy.vault.cipher import DataKey, Place
from app.privacy.vault.keys import keys_in_force
from app.privacy.vault.person import Masked, Person
from app.privacy.vault.tokens import asked_tokens

#: The table of contacts: a part of what every value is sealed with.
TABLE = "contact"
#: What a masked label is made of.
SHOWN = ("civility", "first_name", "last_name", "company_name", "phone")


def masked_rows(rows: Sequence[Sequence[Any]]) -> list[Masked]:
    """What lists show of rows of ``uid``, ``key_id`` and the columns of ``SHOWN``."""
    keys = keys_in_force().data_keys({key_id for _uid, key_id, *_sealed in rows if key_id is not None})
    return [_masked(keys.get(key_id), uid, sealed) for uid, key_id, *sealed in rows]


class MaskedTitle:
    """How links to contacts are shown in lists, records, exports and the API: see ``PageTitle``."""

    columns: tuple[str, ...] = ("uid", "key_id", *SHOWN)

    def write(self, rows: Sequence[Sequence[Any]]) -> list[str | None]:
        """Labels of rows of ``columns``; None where the contact may not be read."""
        readable = [row for row in rows if row[0] is not None]
        labels = iter(masked_rows(readable))
        return [next(labels).label if row[0] is not None else None for row in rows]

    def matching(self, contact: Any, text: str) -> ColumnElement[bool]:
        """Contacts that ``text`` names by a phone, an e-mail or whole words."""
        tokens = asked_tokens(text)
        found: ColumnElement[bool] = contact.tokens.contains(tokens) if tokens else false()
        return found


def _masked(key: DataKey | None, uid: uuid.UUID, sealed: Sequence[bytes | None]) -> Masked:
    if key is None:
        return Masked(_("Effacé"), erased=True)
    place = Place(TABLE, uid)
    values: Mapping[str, str] = {
        name: key.open(value, place, name) for name, value in zip(SHOWN, sealed, strict=True) if value is not None
    }
    person = Person(**values)
    return Masked(person.masked_name, person.masked_phone)
