"""The login roles of the database: one per audience, none a member of another, each with the rights it needs.

A role merely switched by SET ROLE can be switched back inside one SELECT; a login of its own cannot.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from psycopg import sql
from sqlalchemy import URL, Connection, NullPool, create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from app.settings import Settings

#: What identification reads besides the facts of add-ons, and tables of its own that it writes.
AUTH_READS = ("ab_user", "ab_role", "ab_user_role", "alembic_version")
AUTH_WRITES = ("login_session", "login_attempt", "one_time_link")
#: It puts a mail in the outbox, which others send.
AUTH_ADDS = ("outbox_row",)
AUTH_UPDATES = {"ab_user": ("password", "last_login", "login_count", "fail_login_count", "changed_on", "changed_by_fk")}
_ACCOUNT = (
    *("id", "first_name", "last_name", "username", "email", "active"),
    *("created_on", "changed_on", "created_by_fk", "changed_by_fk"),
)
#: The staff's login opens an account and closes it. Its owner chooses the password by a link: identification alone
#: reads it and writes it.
STAFF_READS = {"ab_user": (*_ACCOUNT, "last_login", "login_count", "fail_login_count")}
STAFF_ADDS = {"ab_user": _ACCOUNT}
STAFF_UPDATES = {"ab_user": ("active",)}
#: Tables that only grow: the staff's login reads and adds, never changes nor removes.
APPEND_ONLY = ("history_entry", "journal_row", "journal_link", "contact_access")
#: Written by ``relais upgrade`` alone.
UPGRADE_ONLY = (
    "alembic_version",
    "installation",
    "ab_role",
    "ab_permission",
    "ab_view_menu",
    "ab_permission_view",
    "ab_permission_view_role",
)


@dataclass(frozen=True, slots=True)
class Names:
    """Names of the login roles, as the addresses of the settings give them."""

    auth: str
    staff: str
    portal: str

    @classmethod
    def of(cls, settings: Settings) -> "Names":
        """Read them from the addresses."""
        addresses = (settings.auth_database_url, settings.staff_database_url, settings.portal_database_url)
        return cls(*(str(make_url(address).username) for address in addresses))


def ensure(connection: Connection, settings: Settings) -> None:
    """Create the login roles that ``settings`` names, or give them their passwords. Commits.

    A role that already lets in is left alone: whoever runs the server may have made it and kept it to himself.
    """
    for address in (settings.auth_database_url, settings.staff_database_url, settings.portal_database_url):
        url = make_url(address)
        if not _lets_in(url):
            _ensure(connection, str(url.username), url.password)
    connection.commit()


def _lets_in(url: URL) -> bool:
    engine = create_engine(url, poolclass=NullPool)
    try:
        with engine.connect():
            return True
    except OperationalError:
        return False


def _ensure(connection: Connection, role: str, password: str | None) -> None:
    known = connection.scalar(text("select 1 from pg_roles where rolname = :role"), {"role": role})
    statement = sql.SQL("alter role {} login password {}" if known else "create role {} login noinherit password {}")
    execute(connection, statement.format(sql.Identifier(role), sql.Literal(password)))


def execute(connection: Connection, statement: sql.Composed) -> None:
    """Run a statement in which names and values were quoted one by one: such statements take no parameters."""
    driver = connection.connection.driver_connection
    assert driver is not None
    connection.exec_driver_sql(statement.as_string(driver).replace("%", "%%"))


def grant(connection: Connection, settings: Settings, *, facts: Collection[str]) -> None:
    """Give each login exactly its rights: what an earlier version gave is taken back. Commits.

    ``facts`` names the tables that facts about the acting person are read from.
    """
    names = Names.of(settings)
    roles = sql.SQL(", ").join(map(sql.Identifier, (names.auth, names.staff, names.portal)))
    execute(connection, sql.SQL("revoke all on schema public from public").format())
    execute(connection, sql.SQL("revoke all on all tables in schema public from public, {}").format(roles))
    execute(connection, sql.SQL("revoke all on all sequences in schema public from public, {}").format(roles))
    execute(connection, sql.SQL("grant usage on schema public to {}").format(roles))
    tables = set(connection.scalars(text("select tablename from pg_tables where schemaname = 'public'")))
    _grant_staff(connection, names.staff, tables)
    _grant_auth(connection, names.auth, tables, facts)
    connection.commit()


def _grant_staff(connection: Connection, role: str, tables: set[str]) -> None:
    who = sql.Identifier(role)
    execute(
        connection, sql.SQL("grant select, insert, update, delete on all tables in schema public to {}").format(who)
    )
    execute(connection, sql.SQL("grant usage on all sequences in schema public to {}").format(who))
    for table in sorted(tables.intersection(APPEND_ONLY)):
        execute(connection, sql.SQL("revoke update, delete on {} from {}").format(sql.Identifier(table), who))
    for table in sorted(tables.intersection(UPGRADE_ONLY)):
        execute(connection, sql.SQL("revoke insert, update, delete on {} from {}").format(sql.Identifier(table), who))
    for table in STAFF_READS:
        execute(connection, sql.SQL("revoke all on {} from {}").format(sql.Identifier(table), who))
    for right, columns in (("select", STAFF_READS), ("insert", STAFF_ADDS), ("update", STAFF_UPDATES)):
        _grant_columns(connection, right, columns, role)


def _grant_auth(connection: Connection, role: str, tables: set[str], facts: Collection[str]) -> None:
    who = sql.Identifier(role)
    for table in sorted(tables.intersection((*AUTH_READS, *facts))):
        execute(connection, sql.SQL("grant select on {} to {}").format(sql.Identifier(table), who))
    for table in sorted(tables.intersection(AUTH_WRITES)):
        everything = sql.SQL("grant select, insert, update, delete on {} to {}")
        execute(connection, everything.format(sql.Identifier(table), who))
    for table in sorted(tables.intersection(AUTH_ADDS)):
        execute(connection, sql.SQL("grant select, insert on {} to {}").format(sql.Identifier(table), who))
    _grant_columns(connection, "update", AUTH_UPDATES, role)


def _grant_columns(connection: Connection, right: str, tables: Mapping[str, Collection[str]], role: str) -> None:
    for table, columns in tables.items():
        listed = sql.SQL(", ").join(map(sql.Identifier, columns))
        names = (sql.SQL(right), listed, sql.Identifier(table), sql.Identifier(role))
        execute(connection, sql.SQL("grant {} ({}) on {} to {}").format(*names))
