"""What policies know of the acting professional: functions of the owner that look the session's token up.

``portal_fact_<name>()`` answers for the holder of a live session and is NULL for anybody else. None takes an argument:
there is nobody else to ask about.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from psycopg import sql
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    DateTime,
    Dialect,
    Select,
    String,
    any_,
    exists,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.sql import visitors
from sqlalchemy.types import NullType, TypeEngine

from app.access.accounts import Role, User, user_roles
from app.access.grants import Audience
from app.access.login_sessions import IDLE, live
from app.access.logins import Names
from app.access.me import OWN, Me
from app.access.rules import OPERATORS_FACT, RuleError, Rules
from app.access.tables import LoginSession
from app.models import clock

#: The setting of a transaction that carries the token of its session.
TOKEN = "relais.token"  # noqa: S105  # its name
PREFIX = "portal_fact_"
NOW, TODAY, SESSION, ROLES = "portal_now", "portal_today", "portal_session", "portal_roles"

#: Statements are written whole, without parameters: a percent sign is one.
_DIALECT: Dialect = PGDialect(paramstyle="named")  # type: ignore[no-untyped-call]  # SQLAlchemy's own
_NOW: ColumnElement[Any] = literal_column(f"{NOW}()", DateTime(timezone=True))
#: The clock of the program, which conditions name, is that of the database in a policy.
_CLOCK: Mapping[Any, ColumnElement[Any]] = {clock.now: _NOW, clock.today: literal_column(f"{TODAY}()")}


class PolicyMe(Me):
    """«Me» in a policy: what the functions say, asked once per statement."""

    def _attribute(self, name: str, type_: TypeEngine[Any]) -> ColumnElement[Any]:
        asked = f"(select {PREFIX}{name}())"
        if isinstance(type_, ARRAY):  # ANY ((select …)) would look among rows
            asked = f"cast({asked} as {type_.compile(_DIALECT)})"
        return literal_column(asked, type_)


def has_role(code: str) -> ColumnElement[bool]:
    """Whether the acting professional has this role."""
    roles: ColumnElement[Any] = literal_column(f"cast((select {ROLES}()) as text[])", ARRAY(String()))
    return literal_column(_quoted(code), String()) == any_(roles)


def in_sql(statement: Any, about: str) -> str:
    """SQL text of a statement, values written in it, the program's clock replaced by the database's.

    Raises RuleError for a value that only the program knows when it runs.
    """

    def replaced(element: Any, **_: Any) -> Any:
        value = getattr(element, "callable", None)
        if value is None:
            return None
        if value not in _CLOCK:
            raise RuleError(f"{about} : le portail ne connaît que la personne connectée et l’horloge")
        return _CLOCK[value]

    told = visitors.replacement_traverse(statement, {}, replaced)
    return str(told.compile(dialect=_DIALECT, compile_kwargs={"literal_binds": True}))


def functions(rules: Rules, names: Names) -> Iterator[sql.Composed]:
    """Statements that make the functions, for the portal's login alone."""
    yield from _function(NOW, "timestamptz", "select now()", names)
    yield from _function(TODAY, "date", f"select ({NOW}() at time zone 'Europe/Paris')::date", names)
    yield from _function(SESSION, "bigint", in_sql(_session(rules), SESSION), None)
    yield from _function(f"{PREFIX}id", "bigint", in_sql(_of_session(LoginSession.account_id), "id"), names)
    facts = rules.facts_of(Audience.PORTAL)
    for name, fact in facts.items():
        if isinstance(fact.select.type, NullType):
            raise RuleError(f"{name} : le type de ce fait est inconnu")
        yield from _told(name, fact.select, names)
    for name in OWN.keys() - facts.keys() - {"id", "operator_id", OPERATORS_FACT}:
        yield from _told(name, getattr(User, name), names)
    roles = select(func.array_agg(Role.name, type_=ARRAY(String()))).join(user_roles, user_roles.c.role_id == Role.id)
    mine = roles.where(user_roles.c.user_id == _account())
    yield from _function(ROLES, "text[]", f"select ({in_sql(mine, ROLES)})::text[]", names)
    yield from _operator(names) if OPERATORS_FACT in facts else _no_operator(names)


def _session(rules: Rules) -> Select[Any]:
    """The live session whose token the transaction carries, of somebody who has no role of the staff."""
    token = f"encode(sha256(convert_to(current_setting('{TOKEN}', true), 'UTF8')), 'hex')"
    staff = [code for code, role in rules.roles.items() if role.audience is not Audience.PORTAL]
    of_staff = exists().where(
        user_roles.c.user_id == LoginSession.account_id, user_roles.c.role_id == Role.id, Role.name.in_(staff)
    )
    awake_since = literal_column(f"{NOW}() - interval '{IDLE.total_seconds():.0f} seconds'", DateTime(timezone=True))
    return (
        select(LoginSession.id)
        .join(User, User.id == LoginSession.account_id)
        .where(User.active, LoginSession.token_hash == literal_column(token), live(_NOW, awake_since), ~of_staff)
    )


def _of_session(column: Any) -> Select[Any]:
    return select(column).where(LoginSession.id == literal_column(f"{SESSION}()"))


def _account() -> ColumnElement[Any]:
    return literal_column(f"{PREFIX}id()")


def _told(name: str, told: Any, names: Names) -> Iterator[sql.Composed]:
    type_ = told.type.compile(_DIALECT)
    of_account = select(told).select_from(User).where(User.id == _account())
    return _function(PREFIX + name, type_, f"select ({in_sql(of_account, name)})::{type_}", names)


def _operator(names: Names) -> Iterator[sql.Composed]:
    """The company chosen in the session when it is one of the person's, else the first of them."""
    chosen = in_sql(_of_session(LoginSession.operator_id), "operator_id")
    body = (  # what is written in it is ours, compiled above
        f"select coalesce((select chosen from ({chosen}) as of_session(chosen) where chosen = any (ids)), ids[1]) "  # noqa: S608
        f"from (select {PREFIX}{OPERATORS_FACT}()) as own(ids)"
    )
    return _function(f"{PREFIX}operator_id", "bigint", body, names)


def _no_operator(names: Names) -> Iterator[sql.Composed]:
    yield from _function(f"{PREFIX}{OPERATORS_FACT}", "bigint[]", "select null::bigint[]", names)
    yield from _function(f"{PREFIX}operator_id", "bigint", "select null::bigint", names)


def _function(name: str, type_: str, body: str, names: Names | None) -> Iterator[sql.Composed]:
    """A function of the owner, which nobody but the portal's login may call; nobody at all without ``names``."""
    made = sql.SQL(
        "create function {}() returns {} language sql stable security definer "
        "set search_path = pg_catalog, public, pg_temp as {}"
    )
    yield made.format(sql.Identifier(name), sql.SQL(type_), sql.Literal(body))
    yield sql.SQL("revoke all on function {}() from public").format(sql.Identifier(name))
    if names is not None:
        who = sql.Identifier(names.portal)
        yield sql.SQL("grant execute on function {}() to {}").format(sql.Identifier(name), who)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
