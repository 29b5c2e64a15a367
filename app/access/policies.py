"""The database wall of the portal: rights and row policies generated from the grants of professionals' roles.

Whoever holds the portal's connection, by whatever SQL, sees what the grants open to the holder of a live session and
nothing else: the transaction carries the session's token, functions of the owner look it up
(``app.access.portal_facts``) and policies compare rows with what they find. A guessed token finds nobody, hence no row.

The portal only reads. Words to create and to write give no right here: the desk checks them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import cast

from psycopg import sql
from sqlalchemy import ColumnElement, Connection, and_, inspect, literal_column, or_, select, text, true

from app.access import portal_facts
from app.access.grants import Audience, Grant, Model
from app.access.logins import APPEND_ONLY, AUTH_ADDS, AUTH_WRITES, UPGRADE_ONLY, Names, execute
from app.access.portal_facts import PolicyMe
from app.access.rules import RuleError, Rules
from app.models.base import Base
from app.models.description import describe
from app.models.versioned import Versioned

#: The policy that opens rows to the portal, and the one that leaves the other logins what they had.
PORTAL, OTHERS = "relais_portal", "relais_others"
#: Tables that no grant opens to the portal, whatever an add-on writes: people's accounts, sessions, contacts, proof.
NEVER = frozenset({*AUTH_WRITES, *AUTH_ADDS, *APPEND_ONLY, *UPGRADE_ONLY, "contact", "ab_user", "ab_user_role"})


@dataclass(frozen=True, slots=True)
class Opened:
    """What the portal reads of one table: columns, and the condition on rows as SQL."""

    table: str
    columns: frozenset[str]
    condition: str


def write(connection: Connection, names: Names, rules: Rules) -> None:
    """Make rights, functions and policies of the portal exactly what ``rules`` mean. Commits.

    To be called once ``logins.grant`` has taken everything back. Raises RuleError for what the database cannot keep: a
    condition that reads a table closed to the portal, or anything else than the acting person and the clock.
    """
    opened = tables_opened(rules)
    for statement in (*_forgetting(connection), *portal_facts.functions(rules, names)):
        execute(connection, statement)
    for what in opened:
        for statement in _protection(what, names):
            execute(connection, statement)
    for statement in _callable(connection, names, rules):
        execute(connection, statement)
    columns = {what.table: set(what.columns) for what in opened}
    for table, needed in _needed(connection).items():
        for other, column in needed:
            if other not in columns:
                raise RuleError(f"{table} : sa condition lit {other}, que rien n’ouvre au portail")
            columns[other].add(column)
    for table, read in columns.items():
        listed = sql.SQL(", ").join(map(sql.Identifier, sorted(read)))
        grant = sql.SQL("grant select ({}) on {} to {}")
        execute(connection, grant.format(listed, sql.Identifier(table), sql.Identifier(names.portal)))
    connection.commit()


def tables_opened(rules: Rules) -> list[Opened]:
    """What the grants of professionals' roles open. Raises RuleError."""
    return [_opened(rules, model, grants) for model in rules.models if (grants := _of_the_portal(rules, model))]


def fields_opened(rules: Rules, model: Model) -> frozenset[str] | None:
    """Names of the columns of ``model`` that a page of the portal may ask for; None when no grant opens it."""
    grants = _of_the_portal(rules, model)
    return _columns(model, grants) if grants else None


def _of_the_portal(rules: Rules, model: Model) -> list[Grant]:
    granted = rules.grants(model)
    return [grant for grant in granted if grant.role.audience is Audience.PORTAL and "read" in grant.words]


def _opened(rules: Rules, model: Model, grants: Sequence[Grant]) -> Opened:
    table = inspect(model).local_table.name
    if table in NEVER:
        raise RuleError(f"{table} : cette table ne s’ouvre pas au portail")
    me = PolicyMe({name: fact.select.type for name, fact in rules.facts_of(Audience.PORTAL).items()})
    wide = or_(*(_condition(grant, me) for grant in grants))
    whole = and_(true(), wide, *(narrow.where(me) for narrow in rules.restrictions(model)))  # type: ignore[arg-type]
    # Inside a statement on the table, so that a sub-query of the condition refers to the row and not to the table.
    statement = portal_facts.in_sql(select(literal_column("1")).select_from(model).where(whole), table)
    return Opened(table, _columns(model, grants), statement.partition("\nWHERE ")[2])


def _condition(grant: Grant, me: PolicyMe) -> ColumnElement[bool]:
    held = portal_facts.has_role(grant.role.code)
    return held if grant.where is None else and_(held, grant.where(me))  # type: ignore[arg-type]


def _columns(model: Model, grants: Sequence[Grant]) -> frozenset[str]:
    """Of the fields of the grants, with the key of each sorted text; the id, and the version that the ORM reads."""
    table, described = inspect(model).local_table, describe(cast(type[Base], model))
    every = frozenset(table.columns.keys())
    if any(grant.fields is None for grant in grants):
        return every
    named = {name for grant in grants for name in grant.fields or ()}
    found = {"id", *(["version"] if issubclass(model, Versioned) else [])}
    for item in (described[name] for name in named):
        found |= {column.name for column in getattr(item.attribute.property, "columns", ())}
    return every & (found | {f"{name}_key" for name in found})


def _protection(what: Opened, names: Names) -> Iterator[sql.Composed]:
    """Row security, never FORCED: the owner, who only upgrades, and his functions see every row."""
    table = sql.Identifier(what.table)
    yield sql.SQL("alter table {} enable row level security").format(table)
    opens = sql.SQL("create policy {} on {} for select to {} using ({})")
    condition = sql.SQL(what.condition)
    yield opens.format(sql.Identifier(PORTAL), table, sql.Identifier(names.portal), condition)
    leaves = sql.SQL("create policy {} on {} to {}, {} using (true) with check (true)")
    yield leaves.format(sql.Identifier(OTHERS), table, sql.Identifier(names.staff), sql.Identifier(names.auth))


def _forgetting(connection: Connection) -> Iterator[sql.Composed]:
    """Drop the policies and functions of the upgrade before."""
    policies = "select tablename, policyname from pg_policies where policyname in (:portal, :others)"
    for table, policy in connection.execute(text(policies), {"portal": PORTAL, "others": OTHERS}):
        yield sql.SQL("drop policy {} on {}").format(sql.Identifier(policy), sql.Identifier(table))
        if policy == PORTAL:
            yield sql.SQL("alter table {} disable row level security").format(sql.Identifier(table))
    functions = (
        "select proname from pg_proc where pronamespace = 'public'::regnamespace "
        "and (starts_with(proname, :prefix) or proname = any(:known))"
    )
    for (name,) in connection.execute(text(functions), _of_ours()).all():
        yield sql.SQL("drop function {}()").format(sql.Identifier(name))


def _of_ours() -> dict[str, str | list[str]]:
    """The functions that policies call: made here, dropped here."""
    known = [portal_facts.NOW, portal_facts.TODAY, portal_facts.SESSION, portal_facts.ROLES]
    return {"prefix": portal_facts.PREFIX, "known": known}


def _callable(connection: Connection, names: Names, rules: Rules) -> Iterator[sql.Composed]:
    """Close the definer functions of add-ons to everybody, then open to the portal those that ``rules`` name.

    Raises RuleError for a name that no function of the database bears.
    """
    asked = (
        "select proname, oid::regprocedure::text from pg_proc where prosecdef "
        "and pronamespace = 'public'::regnamespace and not (starts_with(proname, :prefix) or proname = any(:known))"
    )
    found = [(name, sql.SQL(called)) for name, called in connection.execute(text(asked), _of_ours())]
    if unknown := rules.portal_functions - {name for name, _called in found}:
        raise RuleError(f"{', '.join(sorted(unknown))} : aucune fonction de la base ne porte ce nom")
    for name, called in found:
        yield sql.SQL("revoke all on function {} from public, {}").format(called, sql.Identifier(names.portal))
        if name in rules.portal_functions:
            yield sql.SQL("grant execute on function {} to {}").format(called, sql.Identifier(names.portal))


def _needed(connection: Connection) -> dict[str, set[tuple[str, str]]]:
    """The columns that each policy of the portal reads, of any table, as PostgreSQL knows them.

    Raises RuleError when two tables wait for each other's rows.
    """
    depends = """
        select policy.polrelid::regclass::text, read.refobjid::regclass::text, attribute.attname
        from pg_policy policy
        join pg_depend read on read.classid = 'pg_policy'::regclass and read.objid = policy.oid
            and read.refclassid = 'pg_class'::regclass and read.refobjsubid > 0
        join pg_attribute attribute on attribute.attrelid = read.refobjid and attribute.attnum = read.refobjsubid
        where policy.polname = :portal
    """
    found: dict[str, set[tuple[str, str]]] = {}
    for table, other, column in connection.execute(text(depends), {"portal": PORTAL}):
        found.setdefault(table, set()).add((other, column))
    try:
        TopologicalSorter({table: {other for other, _ in read} - {table} for table, read in found.items()}).prepare()
    except CycleError as error:
        raise RuleError(f"les conditions du portail tournent en rond : {' → '.join(error.args[1])}") from error
    return found
