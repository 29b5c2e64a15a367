"""The key store: wrapped data keys, in a database of their own that no dump of the main one holds.

Each call is a short transaction of its own, never part of the caller's: a key is there before the contact it seals, and
once destroyed it stays destroyed whatever becomes of the rest.
"""

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime

from sqlalchemy import Column, Engine, LargeBinary, MetaData, Table, Uuid, delete, insert, select

from app.models import clock
from app.models.types import UtcDateTime
from app.privacy.declarations import not_personal

#: Apart from the models: these tables stand in another database, and Alembic knows nothing of them.
METADATA = MetaData()
data_key = Table(
    "data_key",
    METADATA,
    Column("id", Uuid(), primary_key=True, info={"personal": not_personal("numéro tiré au hasard")}),
    Column("wrapped", LargeBinary(), nullable=False, info={"personal": not_personal("clé chiffrée, tirée au hasard")}),
    Column("made_at", UtcDateTime(), nullable=False, index=True, info={"personal": not_personal("instant")}),
)

#: Keys looked at together when orphans are looked for.
AT_ONCE = 5_000


class KeyStore:
    """Wrapped keys by id. Holds an engine, never a key."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, key_id: uuid.UUID, wrapped: bytes) -> None:
        """Keep a key; committed when this returns."""
        with self._engine.begin() as connection:
            connection.execute(insert(data_key).values(id=key_id, wrapped=wrapped, made_at=clock.now()))

    def wrapped_of(self, ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, bytes]:
        """Those of the keys that still exist, by id: one look-up, none when nothing is asked."""
        if not ids:
            return {}
        with self._engine.connect() as connection:
            rows = connection.execute(select(data_key.c.id, data_key.c.wrapped).where(data_key.c.id.in_(list(ids))))
            return {key_id: wrapped for key_id, wrapped in rows}

    def destroy(self, ids: Iterable[uuid.UUID]) -> int:
        """Destroy keys for ever; committed when this returns. Returns how many there were."""
        wanted = list(ids)
        if not wanted:
            return 0
        with self._engine.begin() as connection:
            return connection.execute(delete(data_key).where(data_key.c.id.in_(wanted))).rowcount

    def older_than(self, instant: datetime) -> Iterator[list[uuid.UUID]]:
        """Ids of the keys made before ``instant``, by groups."""
        last: uuid.UUID | None = None
        while True:
            some = select(data_key.c.id).where(data_key.c.made_at < instant).order_by(data_key.c.id).limit(AT_ONCE)
            if last is not None:
                some = some.where(data_key.c.id > last)
            with self._engine.connect() as connection:
                found = list(connection.scalars(some))
            if not found:
                return
            yield found
            last = found[-1]
