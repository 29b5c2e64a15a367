"""What ``relais upgrade`` makes of the grants of professionals: rights, row security, policies, and nothing more."""

import pytest
from sqlalchemy import bindparam, make_url, select, text
from sqlalchemy.exc import ProgrammingError

from app.access import logins, policies
from app.access.grants import Fact, Grant, Restrict, Role
from app.access.people import Person
from app.access.rules import RuleError, Rules
from app.kernel import kernel_of
from app.models.base import Base
from app.upgrade import tables_of_facts
from tests.portal.guild.models import GuildClaim, GuildJob, GuildMember, GuildOffer, GuildTown
from tests.portal.guild.roles import FACTS, JOINER, ROLES

pytestmark = pytest.mark.real_roles

NEVER = (
    "contact",
    "login_",
    "ab_",
    "outbox",
    "history",
    "journal",
    "one_time",
    "idempotency",
    "alembic",
    "stored_mail",
)


def read_by_portal(site):
    """Tables and columns that the portal's login may read, by any right."""
    asked = text(
        "select table_name, column_name from information_schema.columns where table_schema = 'public' "
        "and has_column_privilege(:portal, format('%I.%I', table_schema, table_name), column_name, 'select')"
    )
    found: dict[str, set[str]] = {}
    with site.engines["owner"].connect() as connection:
        for table, column in connection.execute(asked, {"portal": make_url(site.urls["portal"]).username}):
            found.setdefault(table, set()).add(column)
    return found


def test_every_table_that_the_portal_reads_has_row_security_and_a_policy(site):
    """On the real add-ons, as ``relais upgrade`` leaves them."""
    _is_walled(site)


def test_so_has_every_table_of_a_new_add_on(sides):
    assert {"guild_town", "guild_job", "guild_offer", "guild_claim"} <= _is_walled(sides.site).keys()


def _is_walled(site):
    read = read_by_portal(site)
    with site.engines["owner"].connect() as connection:
        secured = set(connection.scalars(text("select relname from pg_class where relrowsecurity")))
        forced = set(connection.scalars(text("select relname from pg_class where relforcerowsecurity")))
        opened = dict(
            connection.execute(
                text("select tablename, qual from pg_policies where policyname = 'relais_portal' and cmd = 'SELECT'")
            ).all()
        )
    assert read.keys() == opened.keys() == secured
    assert forced == set()
    for table, condition in opened.items():
        assert not table.startswith(NEVER)
        assert "portal_roles()" in condition
    return read


@pytest.mark.parametrize("right", ["insert", "update", "delete", "truncate", "references", "trigger"])
def test_the_portal_writes_nowhere(sides, right):
    asked = text("select relname from pg_class where relkind = 'r' and has_table_privilege(:portal, oid, :right)")
    told = {"portal": make_url(sides.site.urls["portal"]).username, "right": right}
    with sides.site.engines["owner"].connect() as connection:
        assert connection.execute(asked, told).all() == []
        sequences = (
            "select 1 from pg_sequences where has_sequence_privilege(:portal, format('%I', sequencename), 'usage')"
        )
        assert connection.execute(text(sequences), {"portal": told["portal"]}).all() == []


def test_every_granted_table_answers_without_a_token_and_shows_nothing(site):
    """No circle between policies and no right forgotten: each table can be read, and nobody reads a row."""
    for table, columns in read_by_portal(site).items():
        with site.engines["portal"].begin() as connection:
            listed = ", ".join(f'"{column}"' for column in sorted(columns))
            assert connection.execute(text(f"select {listed} from {table}")).all() == [], table


def test_columns_are_those_of_the_grants_and_of_their_conditions(sides):
    read = read_by_portal(sides.site)
    assert read["guild_town"] == {"id", "name"}
    assert read["guild_job"] == {"id", "reference", "price_ht", "town_id", "state", "until", "operator_id"}
    assert read["guild_offer"] == {"id", "job_id", "member_id", "operator_id"}
    assert read["guild_claim"] == {column.name for column in Base.metadata.tables["guild_claim"].columns}
    assert "guild_member" not in read


def test_the_staff_and_identification_see_what_they_saw(sides, members):
    for login in ("staff", "owner"):
        with sides.site.engines[login].begin() as connection:
            assert connection.scalar(text("select count(*) from guild_job")) == 9
            assert connection.execute(text("update guild_job set secret = secret")).rowcount == 9


def test_a_second_upgrade_changes_nothing_and_a_table_no_longer_granted_is_closed(sides):
    site, rules = sides.site, kernel_of(sides.staff).rules
    before = _state(site)
    _write(site, rules)
    assert _state(site) == before
    grants = [grant for model in rules.models if model is not GuildClaim for grant in rules.grants(model)]
    _write(site, Rules(rules.roles.values(), rules.facts, grants))
    assert "guild_claim" not in read_by_portal(site)
    with site.engines["owner"].connect() as connection:
        left = text("select relname from pg_class where relrowsecurity and relname = 'guild_claim'")
        assert connection.execute(left).all() == []
        assert connection.execute(text("select 1 from pg_policies where tablename = 'guild_claim'")).all() == []


def _state(site):
    asked = (
        "select tablename || policyname || coalesce(qual, '') || roles::text from pg_policies",
        "select proname || prosrc || proacl::text from pg_proc where starts_with(proname, 'portal_')",
        "select relname || relrowsecurity::text || coalesce(relacl::text, '') from pg_class where relkind = 'r'",
        "select attrelid::regclass || attname || attacl::text from pg_attribute where attacl is not null",
    )
    with site.engines["owner"].connect() as connection:
        return [set(connection.scalars(text(each))) for each in asked]


def _write(site, rules):
    with site.engines["owner"].connect() as connection:
        logins.grant(connection, site.settings, facts=tables_of_facts(rules))
        policies.write(connection, logins.Names.of(site.settings), rules)


WRONG = {
    "a table closed to the portal": [
        Grant(JOINER, GuildJob, "read", where=lambda me: GuildJob.id.in_(select(GuildMember.id))),
    ],
    "a circle": [
        Grant(JOINER, GuildJob, "read", where=lambda me: GuildJob.id.in_(select(GuildOffer.job_id))),
        Grant(JOINER, GuildOffer, "read", where=lambda me: GuildOffer.job_id.in_(select(GuildJob.id))),
    ],
    "a value of the program": [
        Grant(JOINER, GuildTown, "read", where=lambda me: GuildTown.name == bindparam("x", callable_=lambda: "O")),
    ],
    "people": [Grant(JOINER, Person, "read")],
}


@pytest.mark.parametrize("grants", WRONG.values(), ids=WRONG.keys())
def test_what_the_database_cannot_keep_is_refused(sides, grants):
    before = _state(sides.site)
    with sides.site.engines["owner"].connect() as connection, pytest.raises(RuleError):
        policies.write(connection, logins.Names.of(sides.site.settings), Rules(ROLES, FACTS, grants))
    assert _state(sides.site) == before


def test_conditions_become_the_sql_they_mean(sides):
    """Restrictions narrow, grants widen, a percent sign and a quote are themselves, the clock is the database's."""
    quoted = Role("it's", "Apostrophe", JOINER.audience)
    rules = Rules(
        [quoted, JOINER],
        [Fact("member_id", FACTS[0].select)],
        [
            Grant(quoted, GuildTown, "read", where=lambda me: GuildTown.name.like("100 %:x")),
            Grant(JOINER, GuildTown, "read", where=lambda me: GuildTown.id == me.member_id),
            Restrict(GuildTown, where=lambda me: GuildTown.name != me.username),
        ],
    )
    [opened] = policies.tables_opened(rules)
    assert opened.condition.replace("\n", " ") == (
        "('it''s' = ANY (cast((select portal_roles()) as text[])) AND guild_town.name LIKE '100 %:x' OR "
        "'guild_joiner' = ANY (cast((select portal_roles()) as text[])) AND "
        "guild_town.id = (select portal_fact_member_id())) AND guild_town.name != (select portal_fact_username())"
    )
    _write(sides.site, rules)


def test_the_portal_calls_the_definer_functions_that_an_add_on_names_and_no_other(sides):
    site, rules = sides.site, kernel_of(sides.staff).rules
    with site.engines["owner"].begin() as connection:
        for name in ("guild_open", "guild_shut"):
            body = f"create function {name}(job bigint) returns text language sql security definer as "
            connection.exec_driver_sql(body + "$$ select secret from guild_job where id = job $$")
    grants = [grant for model in rules.models for grant in rules.grants(model)]
    _write(site, Rules(rules.roles.values(), rules.facts, grants, ["guild_open"]))

    def call(login, name):
        with site.engines[login].begin() as connection:
            connection.execute(text(f"select {name}(1)"))

    call("portal", "guild_open")
    for login, name in (("portal", "guild_shut"), ("staff", "guild_open"), ("auth", "guild_open")):
        with pytest.raises(ProgrammingError):
            call(login, name)
    with pytest.raises(RuleError, match="guild_lost"):
        _write(site, Rules(rules.roles.values(), rules.facts, grants, ["guild_lost"]))
