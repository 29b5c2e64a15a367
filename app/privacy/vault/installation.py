"""The vault of an application, and the database of its keys, which ``relais upgrade`` makes."""

from flask import Flask
from psycopg import sql
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, inspect, make_url, text
from sqlalchemy.exc import ProgrammingError

from app.access.grants import Audience
from app.kernel import Kernel
from app.privacy.vault import keys, pages, tasks  # noqa: F401  # declares an effect and a schedule
from app.privacy.vault.keystore import METADATA, data_key
from app.settings import Settings, SettingsError

#: Any number: two upgrades that share a key store never grant at once.
LOCK = 7_351_205
#: A table of the main database that no key store holds.
MAIN_TABLE = "alembic_version"


def install(app: Flask, kernel: Kernel) -> None:
    """Give the application the keys of its settings, and the staff's the page that opens a contact."""
    keys.install(app, kernel)
    if kernel.audience is Audience.STAFF:
        pages.install(app)


def prepare(settings: Settings) -> None:
    """Make the table of keys, and let in the login of ``keys_url`` alone. Run it as often as you like.

    In a demonstration, the owner of the main database makes the database of keys beside it. In production it exists
    already and belongs to the login of ``keys_url``.

    Raises SettingsError when it turns out to be the main database, and when it cannot be made.
    """
    url = make_url(settings.keys_url)
    owner = _owner(url, settings) if settings.demo else url
    if settings.demo:
        _create_database(make_url(settings.database_url), str(url.database))
    engine = create_engine(owner, poolclass=NullPool)
    try:
        _fill(engine, str(url.username))
    finally:
        engine.dispose()


def _owner(url: URL, settings: Settings) -> URL:
    return make_url(settings.database_url).set(database=url.database)


def _create_database(main: URL, name: str) -> None:
    engine = create_engine(main, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            if not connection.scalar(text("select 1 from pg_database where datname = :name"), {"name": name}):
                _execute(connection, "create database {} template template0", name)
    except ProgrammingError as error:
        raise SettingsError(
            f"La base des clés « {name} » manque, et le rôle de RELAIS_DATABASE_URL n’a pas le droit de la créer."
        ) from error
    finally:
        engine.dispose()


def _fill(engine: Engine, user: str) -> None:
    with engine.begin() as connection:
        connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": LOCK})
        if inspect(connection).has_table(MAIN_TABLE):
            raise SettingsError("RELAIS_KEYS_URL désigne la base principale : les clés demandent une base à part.")
        METADATA.create_all(connection)
        _execute(connection, "revoke all on database {} from public", str(engine.url.database))
        _execute(connection, "revoke all on schema public from public")
        if user != connection.scalar(text("select current_user")):
            _execute(connection, "grant connect on database {} to {}", str(engine.url.database), user)
            _execute(connection, "grant usage on schema public to {}", user)
            _execute(connection, "grant select, insert, delete on {} to {}", data_key.name, user)


def _execute(connection: Connection, statement: str, *names: str) -> None:
    driver = connection.connection.driver_connection
    assert driver is not None
    composed = sql.SQL(statement).format(*map(sql.Identifier, names))
    connection.exec_driver_sql(composed.as_string(driver))
