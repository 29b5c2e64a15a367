"""The revisions: one line from nothing to the models and back, each one about the tables of its owner alone."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import Script, ScriptDirectory
from sqlalchemy import create_engine, text

from app.addons import discover
from app.models.base import Base
from app.upgrade import ROOT, configuration

#: Everything a revision may make, one line each, beside the table it belongs to; a function bears its owner's name.
CATALOGUE = text("""
with relations as (
    select oid, relname from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relname <> 'alembic_version'
)
select relname, concat_ws(' ', attname, format_type(atttypid, atttypmod), attnotnull, attidentity,
                          pg_get_expr(adbin, adrelid))
from relations join pg_attribute on attrelid = relations.oid and attnum > 0 and not attisdropped
left join pg_attrdef on adrelid = attrelid and adnum = attnum
union all
select relname, pg_get_constraintdef(con.oid) || ' as ' || conname
from relations join pg_constraint con on conrelid = relations.oid
union all
select relname, indexdef from relations join pg_indexes on tablename = relname and schemaname = 'public'
union all
select relname, pg_get_triggerdef(trg.oid)
from relations join pg_trigger trg on tgrelid = relations.oid and not tgisinternal
union all
select proname, pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace
""")

Schema = dict[str, frozenset[str]]


@dataclass
class Walk:
    """What the schema was after each revision, on the way up, on the way down, and at the top again."""

    revisions: list[Script]
    up: list[Schema] = field(default_factory=list)
    down: list[Schema] = field(default_factory=list)
    top: Schema = field(default_factory=dict)


@pytest.fixture(scope="module")
def config(databases, tmp_path_factory) -> Iterator[Config]:
    """Alembic on an empty database of its own."""
    with databases.empty(f"migrations_{uuid.uuid4().hex[:8]}") as name:
        yield configuration(databases.settings(name, tmp_path_factory.mktemp("migrations")))


@pytest.fixture(scope="module")
def walk(config) -> Walk:
    """Up one revision at a time, down one at a time, up again at once."""
    engine = create_engine(config.attributes["url"])

    def schema() -> Schema:
        found: dict[str, set[str]] = {}
        with engine.connect() as connection:
            for table, line in connection.execute(CATALOGUE):
                found.setdefault(table, set()).add(line)
        return {table: frozenset(lines) for table, lines in found.items()}

    revisions = list(ScriptDirectory.from_config(config).walk_revisions())[::-1]
    done = Walk(revisions, up=[schema()])
    for each in revisions:
        command.upgrade(config, each.revision)
        done.up.append(schema())
    for each in reversed(revisions):
        done.down.append(schema())
        command.downgrade(config, each.down_revision or "base")
    done.down.append(schema())
    command.upgrade(config, "head")
    done.top = schema()
    engine.dispose()
    return done


def owner(revision: Script) -> str:
    """The add-on whose folder holds the revision, or the kernel."""
    folder = Path(revision.path).parent
    return "kernel" if folder == ROOT / "migrations" / "versions" else folder.parent.name


def test_revisions_stand_in_one_line(config):
    history = ScriptDirectory.from_config(config)
    assert len(history.get_heads()) == len(history.get_bases()) == 1
    assert [each.revision for each in history.walk_revisions() if each.is_branch_point or each.is_merge_point] == []


def test_a_revision_bears_the_name_of_its_owner(config):
    for each in ScriptDirectory.from_config(config).walk_revisions():
        assert each.revision.startswith(f"{owner(each)}_")


def test_they_lead_from_nothing_to_the_top_and_back(walk):
    assert walk.up[0] == {}
    assert walk.up[-1] != {}
    assert walk.down == walk.up[::-1]
    assert walk.top == walk.up[-1]


def test_the_top_is_what_the_models_say(walk, config):
    thrown_away = {
        mapper.local_table.name.partition("_")[0]
        for mapper in Base.registry.mappers
        if mapper.class_.__module__.partition(".")[0] in {"tests", "bench"}
    }

    def is_ours(item, name, kind, reflected, compared):
        table = name if kind == "table" else item.table.name
        return table != "alembic_version" and table.partition("_")[0] not in thrown_away

    config.attributes["include"] = is_ours
    command.check(config)


def test_a_revision_changes_the_tables_of_its_owner_alone(walk):
    names = {addon.name for addon in discover()}
    for revision, (before, after) in zip(walk.revisions, pairwise(walk.up), strict=True):
        changed = {table for table in before.keys() | after.keys() if before.get(table) != after.get(table)}
        prefixes = {table.partition("_")[0] for table in changed}
        assert changed, revision.path
        assert prefixes == {owner(revision)} or (owner(revision) == "kernel" and prefixes.isdisjoint(names)), changed
