"""What the vault does after a transaction: destroying the keys it gave up, and those no contact ever used."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from app.database import session
from app.effects.effect import Effect
from app.effects.outbox import handles
from app.effects.schedule import daily
from app.models import clock
from app.privacy.vault.contact import Contact
from app.privacy.vault.keys import keys_in_force

#: A key is committed before its contact: younger ones may belong to a transaction still open.
ORPHAN_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class KeyForgotten(Effect):
    """A contact gave up this key: ``key`` is its id, not the key."""

    key: str

    @classmethod
    def of(cls, key_id: uuid.UUID) -> "KeyForgotten":
        """The effect for a key; a short code begins with a letter, an id may not."""
        return cls(f"k{key_id.hex}")

    @property
    def key_id(self) -> uuid.UUID:
        """The id of the key."""
        return uuid.UUID(self.key[1:])


@handles(KeyForgotten, still=lambda effect: not _is_used(effect.key_id))
def destroy_key(effect: KeyForgotten) -> None:
    """Destroy a key that no contact bears any more."""
    keys_in_force().needed_store().destroy([effect.key_id])


@daily(at="02:30")
def sweep_orphan_keys() -> None:
    """Destroy keys older than a day that no contact bears: their transaction was rolled back."""
    store = keys_in_force().needed_store()
    for ids in store.older_than(clock.now() - ORPHAN_AFTER):
        used = set(session().scalars(select(Contact.key_id).where(Contact.key_id.in_(ids))))
        store.destroy(key_id for key_id in ids if key_id not in used)


def _is_used(key_id: uuid.UUID) -> bool:
    return session().scalar(select(Contact.id).where(Contact.key_id == key_id)) is not None
