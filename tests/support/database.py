"""Fixtures around the database: one database per worker, cloned from a template; each test is rolled back."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import scoped_session

from app import database
from app.access.identity import System, acting_as
from app.settings import Settings
from app.upgrade import upgrade
from tests.support.server import Databases, TestServer

SERVER = pytest.StashKey[TestServer]()


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    if not hasattr(session.config, "workerinput") and not session.config.option.collectonly:
        session.config.stash[SERVER] = TestServer()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node) -> None:
    databases = node.config.stash[SERVER].databases
    urls = (url.render_as_string(hide_password=False) for url in (databases.admin, databases.owner))
    node.workerinput["databases"] = (*urls, databases.run)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    if server := config.stash.get(SERVER, None):
        server.stop()


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """The databases of this run, the template being built."""
    config = request.config
    if hasattr(config, "workerinput"):
        admin, owner, run = config.workerinput["databases"]
        found = Databases(make_url(admin), make_url(owner), run)
    else:
        found = config.stash[SERVER].databases
    folder = tmp_path_factory.mktemp("template")
    found.build_template(lambda name: upgrade(found.settings(name, folder)))
    yield found
    found.close()


@pytest.fixture(scope="session")
def settings(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Settings of this worker's own database."""
    with databases.clone(f"worker_{uuid.uuid4().hex[:8]}") as name:
        yield databases.settings(name, tmp_path_factory.mktemp("var"))


@pytest.fixture(scope="session")
def owner(settings: Settings) -> Iterator[Engine]:
    """This worker's database, under the owner's role."""
    engine = create_engine(settings.database_url)
    yield engine
    engine.dispose()


@contextmanager
def on_one_connection(owner: Engine) -> Iterator[Connection]:
    """Bind the session to one connection inside the block, and undo its work at the end: a commit ends a savepoint."""
    factory = database.session.session_factory
    before = dict(factory.kw)
    with owner.connect() as connection, connection.begin() as transaction:
        connection.name = "postgresql"  # type: ignore[attr-defined]  # read by FAB, which expects an engine
        database.session.remove()
        database.session.configure(bind=connection, join_transaction_mode="create_savepoint")
        yield connection
        database.session.remove()
        transaction.rollback()
    factory.kw.clear()
    factory.kw.update(before)


@pytest.fixture
def db(owner: Engine) -> Iterator[scoped_session[database.RelaisSession]]:
    """The session, on one connection whose work is undone after the test.

    A commit inside only ends a savepoint. A request of ``client`` begins with a fresh session: commit what it must see.
    """
    with on_one_connection(owner):
        yield database.session


@pytest.fixture
def system() -> Iterator[System]:
    """Act as the system for the whole test."""
    who = System("test")
    with acting_as(who):
        yield who


@dataclass
class Site:
    """An installation of its own: a clone of the template, under the real database logins."""

    settings: Settings
    engines: dict[str, Engine] = field(default_factory=dict)

    @property
    def urls(self) -> dict[str, str]:
        """Addresses by login role."""
        return {
            "owner": self.settings.database_url,
            "auth": self.settings.auth_database_url,
            "staff": self.settings.staff_database_url,
            "portal": self.settings.portal_database_url,
        }


@pytest.fixture
def site(databases: Databases, tmp_path) -> Iterator[Site]:
    """What a test marked ``real_roles`` works on: nothing is rolled back, the clone is dropped."""
    with installed(databases, tmp_path) as found:
        yield found


@contextmanager
def installed(databases: Databases, folder: Path) -> Iterator[Site]:
    """An installation of its own inside the block, for tests that share one."""
    with databases.clone(f"site_{uuid.uuid4().hex[:8]}") as name:
        found = Site(databases.settings(name, folder))
        found.engines = {login: create_engine(url) for login, url in found.urls.items()}
        yield found
        for engine in found.engines.values():
            engine.dispose()


@dataclass
class Statements:
    """The SQL statements that were sent inside a ``count_queries`` block."""

    sent: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.sent)


@pytest.fixture
def count_queries() -> Callable[[], AbstractContextManager[Statements]]:
    """``with count_queries() as queries: …`` then ``len(queries)``; savepoints are not counted."""

    @contextmanager
    def counting() -> Iterator[Statements]:
        statements = Statements()

        def note(conn, cursor, statement, parameters, context, executemany) -> None:
            if not statement.startswith(("SAVEPOINT", "ROLLBACK TO", "RELEASE")):
                statements.sent.append(statement)

        event.listen(Engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            event.remove(Engine, "before_cursor_execute", note)

    return counting
