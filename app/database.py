"""Engines, one per login role, and the session every room shares. Only the edge commits, through ``commit``."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Dialect, Engine, create_engine, event, inspect, select, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import Mapper, Session, scoped_session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection
from sqlalchemy.util import ScopedRegistry

from app.access.errors import BeneathTheWall
from app.access.grants import Audience
from app.access.identity import Account, Authentication, Identity, NoIdentity, current, surround

if TYPE_CHECKING:
    from app.settings import Settings

End = Callable[[Session], None]


class Phase(IntEnum):
    """The one order in which every transaction ends; nothing slow happens once numbers are taken."""

    LISTENERS = 1
    HISTORY = 2
    JOURNAL = 3
    OUTBOX = 4
    NUMBERS = 5


class PendingEnd(RuntimeError):
    """A bug: somebody committed without going through ``commit()`` while end-of-transaction work was waiting."""


engines: dict[str, Engine] = {}
#: Seconds after which a connection that waited in its pool is asked whether its server is still there.
RESTED = 10.0


class RelaisSession(Session):
    """A session whose engine follows the acting identity: authentication, staff or portal."""

    def get_bind(self, *args: Any, **kwargs: Any) -> Engine | Connection:
        if self.bind is not None:
            return self.bind
        return engines[login_role(current())]

    def get(self, entity: Any, ident: Any, **options: Any) -> Any:
        """As SQLAlchemy's, except that an account asks the database each time: the identity map is no right to read."""
        if not isinstance(current(), Account):
            return super().get(entity, ident, **options)
        mapper: Mapper[Any] = inspect(entity)
        keys = ident if isinstance(ident, tuple) else (ident,)
        columns = [mapper.get_property_by_column(column).class_attribute for column in mapper.primary_key]
        statement = select(entity).where(*(column == key for column, key in zip(columns, keys, strict=True)))
        if lock := options.get("with_for_update"):
            statement = statement.with_for_update(**({} if lock is True else lock))
        statement = statement.options(*(options.get("options") or ()))
        execution = dict(options.get("execution_options") or {})
        if options.get("populate_existing"):
            execution["populate_existing"] = True
        return self.scalars(statement, execution_options=execution).one_or_none()

    def refresh(self, instance: object, attribute_names: Any = None, with_for_update: Any = None) -> None:
        """As SQLAlchemy's, except that a lock is that of the record alone, whatever it was once loaded beside."""
        lock = {"of": type(instance)} if with_for_update is True else with_for_update
        super().refresh(instance, attribute_names, lock)

    def connection(self, *args: Any, **kwargs: Any) -> Connection:
        """The bare connection, which an account may not have: see ``app.access.system``."""
        _refuse_account("session.connection()")
        return super().connection(*args, **kwargs)

    def beneath_the_wall(self) -> Connection:
        """The bare connection of this transaction, for ``app.access.system`` only, which logs the reason."""
        return super().connection()

    def bulk_save_objects(self, *args: Any, **kwargs: Any) -> None:
        _refuse_account("bulk_save_objects")
        super().bulk_save_objects(*args, **kwargs)

    def bulk_insert_mappings(self, *args: Any, **kwargs: Any) -> None:
        _refuse_account("bulk_insert_mappings")
        super().bulk_insert_mappings(*args, **kwargs)

    def bulk_update_mappings(self, *args: Any, **kwargs: Any) -> None:
        _refuse_account("bulk_update_mappings")
        super().bulk_update_mappings(*args, **kwargs)


def _refuse_account(what: str) -> None:
    if isinstance(current(), Account):
        raise BeneathTheWall(what)


def login_role(identity: Identity | None) -> str:
    """Name of the database login an identity works under. Raises NoIdentity for nobody."""
    if identity is None:
        raise NoIdentity
    if isinstance(identity, Authentication):
        return "auth"
    if isinstance(identity, Account) and identity.audience is Audience.PORTAL and not identity.at_desk:
        return "portal"
    return "staff"


class _OnePerKind(ScopedRegistry[RelaisSession]):
    """The sessions of a thread: one per kind of identity.

    What the system loaded therefore never stands in the identity map that an account reads from.
    """

    def __init__(self, create: Callable[[], RelaisSession]) -> None:
        super().__init__(create, threading.get_ident)
        self._local = threading.local()

    def _sessions(self) -> dict[type, RelaisSession]:
        found: dict[type, RelaisSession] = self._local.__dict__.setdefault("sessions", {})
        return found

    def __call__(self) -> RelaisSession:
        sessions, kind = self._sessions(), type(current())
        if kind not in sessions:
            sessions[kind] = self.createfunc()
        return sessions[kind]

    def has(self) -> bool:
        return type(current()) in self._sessions()

    def set(self, obj: RelaisSession) -> None:
        self._sessions()[type(current())] = obj

    def clear(self) -> None:
        self._sessions().pop(type(current()), None)

    def all(self) -> list[RelaisSession]:
        """Every session of the thread, forgotten by the registry."""
        sessions = self._sessions()
        found = list(sessions.values())
        sessions.clear()
        return found


class Sessions(scoped_session[RelaisSession]):
    """The session of the acting identity in this thread."""

    registry: _OnePerKind

    def __init__(self, factory: sessionmaker[RelaisSession]) -> None:
        super().__init__(factory)
        self.registry = _OnePerKind(factory)

    def remove(self) -> None:
        """Close the sessions of this thread, whoever they belong to: a request starts and ends with none."""
        for found in self.registry.all():
            found.close()

    @contextmanager
    def of_a_block(self) -> Iterator[None]:
        """End, with a block of one identity, the transaction that began in it."""
        before = self.registry() if self.registry.has() else None
        if before is not None and before.in_transaction():
            yield
            return
        try:
            yield
        finally:
            if before is not None:
                before.rollback()
            elif self.registry.has():
                self.registry().close()
                self.registry.clear()


session = Sessions(sessionmaker(class_=RelaisSession))
surround(session.of_a_block)


def connect(name: str, url: str, *, pool_size: int = 5, max_overflow: int = 5) -> Engine:
    """Create and keep the engine of one login role.

    Prepared statements stay off: poolers in transaction mode break them.
    """
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=max_overflow,
        hide_parameters=True,  # an exception's text may end in a terminal or a log: values are people's
        connect_args={"prepare_threshold": None, "application_name": f"relais-{name}"},
    )
    event.listen(engine, "checkin", _note_rest)
    event.listen(engine, "checkout", partial(_wake, engine.dialect))
    if (former := engines.get(name)) is not None:
        former.dispose()
    engines[name] = engine
    return engine


def _note_rest(connection: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
    record.info["resting_since"] = time.monotonic()


def _wake(
    dialect: Dialect, connection: DBAPIConnection, record: ConnectionPoolEntry, proxy: PoolProxiedConnection
) -> None:
    """Ask a connection that rested whether its server is still there: asking each time costs two exchanges a page.

    Raises DisconnectionError, which has the pool open another one.
    """
    if time.monotonic() - record.info.get("resting_since", time.monotonic()) < RESTED:
        return
    try:
        dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error as error:
        raise DisconnectionError from error


def connect_all(settings: "Settings", audience: Audience = Audience.STAFF) -> None:
    """Connect the logins a process of this audience may use: authentication, and the staff's or the portal's."""
    connect("auth", settings.auth_database_url, pool_size=2, max_overflow=2)
    if audience is Audience.STAFF:
        connect("staff", settings.staff_database_url)
    else:
        connect("portal", settings.portal_database_url)


@contextmanager
def as_owner(settings: "Settings") -> Iterator[None]:
    """Have the system write as the owner of the tables inside the block: for commands, never for a request."""
    staff = engines["staff"]
    owner = connect("staff", settings.database_url, pool_size=1)
    try:
        yield
    finally:
        session.remove()
        owner.dispose()
        engines["staff"] = staff


def at_end(phase: Phase, work: End, *, within: Session | None = None) -> None:
    """Have ``work`` run at its place in the end of the transaction of ``within``, the shared session by default."""
    (within or session()).info.setdefault("at_end", []).append((phase, work))


def commit() -> None:
    """End the transaction in the one order, then commit. Called by the edge only: request, task, command."""
    current_session = session()
    current_session.flush()
    while waiting := current_session.info.get("at_end"):
        waiting.sort(key=lambda item: item[0])
        _phase, work = waiting.pop(0)
        work(current_session)
        current_session.flush()
    current_session.commit()


@event.listens_for(RelaisSession, "after_begin")
def _show_token(current_session: Session, transaction: Any, connection: Connection) -> None:
    """Tell the policies of the portal's tables whose transaction this is: they look the token up, and forget it."""
    identity = current()
    if isinstance(identity, Account) and login_role(identity) == "portal":
        told = {"token": identity.token or ""}
        connection.execute(text("select set_config('relais.token', :token, true)"), told)


@event.listens_for(RelaisSession, "before_commit")
def _nothing_waits(current_session: Session) -> None:
    current_session.flush()  # what it writes may have work to do at the end: history, outbox
    if current_session.info.get("at_end") and current_session.get_nested_transaction() is None:
        raise PendingEnd


@event.listens_for(RelaisSession, "after_soft_rollback")
def _forget(current_session: Session, previous: Any) -> None:
    if previous.parent is None:
        current_session.info.pop("at_end", None)
