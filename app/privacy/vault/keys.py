"""The keys of this process, given once at start: none of them is ever in a database, a log or a ``repr``."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from flask import Flask, current_app, has_app_context
from sqlalchemy import Engine, make_url

from app.access.grants import Audience
from app.database import connect, engines
from app.kernel import Kernel
from app.privacy.vault.cipher import DataKey, MasterKey, PortalKey, read_key
from app.privacy.vault.errors import NoKey
from app.privacy.vault.keystore import KeyStore

EXTENSION = "relais.vault"


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """What one application may open. The portal's holds the portal key alone; the staff's, everything."""

    master: MasterKey | None
    portal: PortalKey | None
    store: KeyStore | None

    def needed_master(self) -> MasterKey:
        """The master key. Raises NoKey in a process that has none."""
        if self.master is None:
            raise NoKey("this process has no master key")
        return self.master

    def needed_portal(self) -> PortalKey:
        """The key of sealed copies. Raises NoKey in a process that has none."""
        if self.portal is None:
            raise NoKey("this process has no portal key")
        return self.portal

    def needed_store(self) -> KeyStore:
        """The key store. Raises NoKey in a process that does not reach it."""
        if self.store is None:
            raise NoKey("this process does not reach the key store")
        return self.store

    def draw(self) -> DataKey:
        """A new data key, already committed to the key store."""
        key = DataKey.draw()
        self.needed_store().add(key.id, self.needed_master().wrap(key))
        return key

    def data_keys(self, ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, DataKey]:
        """Those keys that still exist, unwrapped: one look-up. The caller keeps them for its page or task only."""
        master = self.needed_master()
        found = self.needed_store().wrapped_of(ids)
        return {key_id: master.unwrap(key_id, wrapped) for key_id, wrapped in found.items()}


_last: list[Keys] = []


def _engine(url: str) -> Engine:
    """One pool of connections per process, however many applications are made in it."""
    known = engines.get("keys")
    return known if known is not None and known.url == make_url(url) else connect("keys", url, pool_size=2)


def install(app: Flask, kernel: Kernel) -> None:
    """Give the application the keys its settings hold; the portal's, that of sealed copies alone.

    What a process is not given, it cannot do: no key is made from another.
    """
    settings, of_staff = kernel.settings, kernel.audience is Audience.STAFF
    master = MasterKey(read_key(settings.master_key)) if of_staff and settings.master_key else None
    portal = PortalKey(read_key(settings.portal_key)) if settings.portal_key else None
    store = KeyStore(_engine(settings.keys_url)) if of_staff and settings.keys_url else None
    app.extensions[EXTENSION] = keys = Keys(master, portal, store)
    if of_staff or not _last:
        _last[:] = [keys]


def keys_in_force() -> Keys:
    """The keys of the current application, else of the last one of the staff. Raises NoKey before any was made."""
    found: Keys | None = current_app.extensions.get(EXTENSION) if has_app_context() else None
    if found is None and _last:
        found = _last[0]
    if found is None:
        raise NoKey("no application was made")
    return found
