"""The database wall: whatever SQL runs on the portal's connection, it sees what the grants open, and nothing else."""

import hashlib
import secrets

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.portal.conftest import found_guild, guild_and_base
from tests.support.database import installed
from tests.support.portal import both_sides

pytestmark = pytest.mark.real_roles

GRANTED = ("guild_town", "guild_job", "guild_offer", "guild_claim")


@pytest.fixture(scope="module")
def sides(databases, tmp_path_factory):
    """One installation for all: attacks leave nothing behind."""
    with installed(databases, tmp_path_factory.mktemp("wall")) as site, both_sides(site, guild_and_base()) as found:
        yield found


@pytest.fixture(scope="module")
def members(sides):
    return found_guild(sides)


@pytest.fixture
def attack(sides, members):
    """``attack("select …", token)``: what raw SQL sees on the portal's connection, in one transaction."""

    def run(statement, token=None, **values):
        with sides.site.engines["portal"].begin() as connection:
            if token is not None:
                connection.execute(text("select set_config('relais.token', :token, true)"), {"token": token})
            return connection.execute(text(statement), values).all()

    return run


def references(attack, token):
    return {row.reference for row in attack("select reference from guild_job", token)}


def test_a_member_reads_what_was_offered_to_him(attack, members, token_of):
    assert references(attack, token_of(members.users["ada"])) == {"ada-open", "ada-dear"}
    assert references(attack, token_of(members.users["cleo"])) == {"cleo-open", "cleo-dear"}


def test_the_conditions_of_a_grant_hold_whatever_is_asked(attack, members, token_of):
    ada = token_of(members.users["ada"])
    assert attack("select 1 from guild_job where id = :id", ada, id=members.jobs["ada-shut"]) == []
    assert attack("select 1 from guild_job where id = :id", ada, id=members.jobs["bob-open"]) == []
    assert len(attack("select id from guild_offer", ada)) == 3
    assert len(attack("select id from guild_claim", ada)) == 1


def test_nobody_reads_anything_without_a_live_session(attack, sides, members, token_of):
    staff, guest = token_of(_user(sides, "wil")), token_of(_user(sides, "gus"))
    for token in (None, "", secrets.token_urlsafe(32), "' or true --", str(members.users["ada"]), staff):
        for table in GRANTED:
            assert attack(f"select id from {table}", token) == [], (token, table)
    assert [row.name for row in attack("select name from guild_town", guest)] == ["Ornans"]
    assert attack("select id from guild_job", guest) == []


def test_the_hash_that_the_database_keeps_opens_nothing(attack, members, token_of):
    token = token_of(members.users["ada"])
    assert attack("select id from guild_job", hashlib.sha256(token.encode()).hexdigest()) == []


@pytest.mark.parametrize("end", ["ended", "expired", "idle", "closed", "demoted"])
def test_a_session_that_is_over_reads_nothing(attack, sides, members, token_of, end):
    ada, token = members.users["ada"], token_of(members.users["ada"])
    assert attack("select id from guild_job", token)
    undone = {
        "closed": "update ab_user set active = true where id = :ada",
        "demoted": "insert into ab_user_role (user_id, role_id) "
        "select :ada, id from ab_role where name = 'guild_joiner'",
    }
    change = {
        "ended": "update login_session set ended_at = now() where account_id = :ada",
        "expired": "update login_session set expires_at = now() - interval '1 second' where account_id = :ada",
        "idle": "update login_session set seen_at = now() - interval '8 hours 1 second' where account_id = :ada",
        "closed": "update ab_user set active = false where id = :ada",
        "demoted": "delete from ab_user_role where user_id = :ada",
    }[end]
    with sides.site.engines["owner"].begin() as connection:
        connection.execute(text(change), {"ada": ada})
    assert attack("select id from guild_job", token) == []
    if end in undone:
        with sides.site.engines["owner"].begin() as connection:
            connection.execute(text(undone[end]), {"ada": ada})


def test_a_role_of_the_staff_beside_closes_everything(attack, sides, members, token_of):
    mixed = _user(sides, sides.account("guild_joiner", "guild_warden"))
    assert attack("select id from guild_town", token_of(mixed)) == []


def test_the_token_ends_with_its_transaction(sides, members, token_of):
    token = token_of(members.users["ada"])
    with sides.site.engines["portal"].connect() as connection:
        with connection.begin():
            connection.execute(text("select set_config('relais.token', :token, true)"), {"token": token})
            assert connection.execute(text("select id from guild_job")).all()
        with connection.begin():
            assert connection.execute(text("select id from guild_job")).all() == []


CLOSED = (
    "select secret from guild_job",
    "select * from guild_job",
    "select 1 from guild_job where secret like 's%'",
    "select state from guild_town",
    "select mayor from guild_town",
    "select count(guild_job) from guild_job",
    "select id from guild_member",
    "insert into guild_claim (operator_id, job_id, member_id) values (1, 1, 1)",
    "update guild_claim set wish = 'x'",
    "delete from guild_claim",
    "truncate guild_claim",
    "lock table guild_claim in share mode",
    "copy guild_job to stdout",
    "select token_hash from login_session",
    "select id from contact",
    "select id from ab_user",
    "select user_id from ab_user_role",
    "select id from outbox_row",
    "select id from history_entry",
    "select id from journal_row",
    "select version_num from alembic_version",
    "create table mine (id int)",
    "create function mine() returns int language sql as 'select 1'",
    "create policy mine on guild_job using (true)",
    "alter table guild_job disable row level security",
    "drop policy relais_portal on guild_job",
    "set row_security = off; select id from guild_job",
    "set role none; set session authorization default; select secret from guild_job",
    "select portal_session()",
    "select portal_fact_member_id(1)",
    "select portal_roles('guild_joiner')",
    "select pg_read_file('/etc/passwd')",
)


@pytest.mark.parametrize("statement", CLOSED)
def test_nothing_else_is_open_to_the_portal(attack, members, token_of, statement):
    with pytest.raises(DBAPIError):
        attack(statement, token_of(members.users["ada"]))


def test_the_portal_becomes_nobody_else(attack, sides, members, token_of):
    ada = token_of(members.users["ada"])
    with sides.site.engines["portal"].connect() as connection:
        others = set(connection.scalars(text("select rolname from pg_roles where rolname <> current_user")))
    logins = {other for other in others if not other.startswith("pg_")}
    assert len(logins) >= 3
    for other in others:
        for statement in (
            f'set role "{other}"',
            f'set local role "{other}"',
            f'set session authorization "{other}"',
            f"select set_config('role', '{other}', true)",
            f"select id from guild_job where reference = (select set_config('role', '{other}', true))",
        ):
            with pytest.raises(DBAPIError):
                attack(statement, ada)


def test_a_forged_token_in_the_middle_of_a_statement_opens_nothing_more(attack, members, token_of):
    ada, bob = token_of(members.users["ada"]), token_of(members.users["bob"])
    for guess in ("nonsense", hashlib.sha256(bob.encode()).hexdigest(), str(members.members["bob"])):
        forged = "with told as materialized (select set_config('relais.token', :guess, true) as token)"
        for statement in (
            f"{forged} select reference from told, guild_job where token <> ''",
            f"{forged} select reference from guild_job where (select token from told) <> ''",
        ):
            seen = {row.reference for row in attack(statement, ada, guess=guess)}
            assert seen <= {"ada-open", "ada-dear"}


@pytest.mark.parametrize("name", ["relais.member_id", "app.professional_id", "relais.operator_id", "relais.account"])
def test_an_id_in_a_setting_is_read_by_nobody(attack, members, token_of, name):
    statement = (
        "with told as materialized (select set_config(:name, :id, true) as id) select reference from told, guild_job"
    )
    told = {"name": name, "id": str(members.members["bob"])}
    assert {row.reference for row in attack(statement, token_of(members.users["ada"]), **told)} == {
        "ada-open",
        "ada-dear",
    }
    assert attack(statement, **told) == []


def test_the_planner_tells_nothing_of_what_is_closed(sides, attack, members, token_of):
    with sides.site.engines["owner"].begin() as connection:
        connection.execute(text("analyze guild_job"))
        connection.execute(text("analyze guild_member"))
    for table in ("guild_job", "guild_member", "ab_user", "login_session"):
        asked = "select most_common_vals, histogram_bounds from pg_stats where tablename = :table"
        assert attack(asked, token_of(members.users["ada"]), table=table) == []


def test_an_error_of_a_function_sees_no_row_before_the_policy_does(attack, members, token_of):
    """A condition that leaks what it is given is only given the rows that the policy let through."""
    told = attack("select reference, pg_catalog.query_to_xml('select secret from guild_job', true, true, '')::text "
                  "from guild_job where false", token_of(members.users["ada"]))  # fmt: skip
    assert told == []
    with pytest.raises(DBAPIError) as leak:
        attack("select 1 from guild_job where (reference || 'x')::int > 0", token_of(members.users["ada"]))
    assert "bob" not in str(leak.value.orig)


def test_the_functions_belong_to_the_owner_and_to_nobody_elses_path(sides, members):
    with sides.site.engines["owner"].connect() as connection:
        found = connection.execute(
            text(
                "select proname, prosecdef, proconfig, proacl::text, pronargs, rolname from pg_proc "
                "join pg_roles on pg_roles.oid = proowner where pronamespace = 'public'::regnamespace "
                "and starts_with(proname, 'portal_')"
            )
        ).all()
    assert {"portal_session", "portal_roles", "portal_fact_member_id", "portal_fact_operator_id"} <= {
        function.proname for function in found
    }
    for function in found:
        assert function.prosecdef and function.pronargs == 0
        assert function.proconfig == ["search_path=pg_catalog, public, pg_temp"]
        assert not any(right.startswith("=") for right in function.proacl.strip("{}").split(","))


def test_a_table_of_the_attackers_own_deceives_no_function(sides, members, token_of):
    """``pg_temp`` comes last: a temporary ``login_session`` is not the one that the functions read."""
    deceit = (
        "create temporary table login_session as select 1::bigint as id, {bob}::bigint as account_id",
        "create temporary table guild_member as select {bob}::bigint as id, {bob}::bigint as user_id",
        "set local search_path = pg_temp, public",
    )
    with sides.site.engines["portal"].connect() as connection:
        connection.execute(text("select set_config('relais.token', :it, true)"), {"it": token_of(members.users["ada"])})
        for statement in deceit:
            connection.execute(text(statement.format(bob=members.members["bob"])))
        seen = set(connection.scalars(text("select reference from public.guild_job")))
    assert seen == {"ada-open", "ada-dear"}


def _user(sides, username):
    with sides.site.engines["owner"].connect() as connection:
        return connection.scalar(text("select id from ab_user where username = :name"), {"name": username})
