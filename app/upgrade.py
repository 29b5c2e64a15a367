"""``relais upgrade``: brings a database to the present code, in steps that read as a list. Run it as often as you like.

One at a time per database, under an advisory lock: a second one waits, then finds nothing left to do.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Table, create_engine, text
from sqlalchemy.sql import visitors

from app import ALWAYS, DECLARATIONS, create_app, database, installation, load
from app.access import logins, policies, synchronise
from app.access.identity import System, acting_as
from app.access.rules import Rules
from app.addons import Addon, discover, enabled, ordered
from app.kernel import kernel_of
from app.models import data
from app.privacy.vault import installation as vault
from app.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
#: Any number, the same for every version of Relais: two upgrades of one database never overlap.
LOCK = 7_351_204


def upgrade(settings: Settings, *, say: Callable[[str], None] = lambda step: None) -> None:
    """Bring the database of ``settings`` to the present code; ``say`` is told each step, in French.

    Raises SettingsError when a production points at a demonstration.
    """
    engine = create_engine(settings.database_url)
    with engine.connect() as connection, _alone(connection):
        installation.refuse_demonstration_in_production(connection, settings)
        say("rôles de connexion")
        logins.ensure(connection, settings)
        say("schéma")
        command.upgrade(configuration(settings), "head")
        say("base des clés")
        vault.prepare(settings)
        say("droits des rôles de connexion")
        rules = rules_of(settings)
        logins.grant(connection, settings, facts=tables_of_facts(rules))
        policies.write(connection, logins.Names.of(settings), rules)
        say("rôles, droits et données de référence")
        _fill(settings)
        installation.note_upgrade(connection, settings)
        connection.commit()
    engine.dispose()


def configuration(settings: Settings) -> Config:
    """Alembic's: one history over the kernel's revisions and those of every add-on, switched off or not."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join(str(folder) for folder in revision_folders(discover())))
    config.attributes["url"] = settings.database_url
    return config


def revision_folders(addons: tuple[Addon, ...]) -> Iterator[Path]:
    """Where revisions stand: the kernel's folder, then each add-on's, in dependency order."""
    yield ROOT / "migrations" / "versions"
    for addon in ordered(addons):
        if (folder := addon.folder / "migrations").is_dir():
            yield folder


def rules_of(settings: Settings) -> Rules:
    """The rules of the add-ons switched on."""
    every = ordered(discover())
    load(every, ALWAYS)
    active = enabled(every, settings.addons)
    load(active, DECLARATIONS)
    return Rules.collect(active)


def tables_of_facts(rules: Rules) -> set[str]:
    """Names of the tables that facts about the acting person are read from."""
    return {
        element.name for fact in rules.facts for element in visitors.iterate(fact.select) if isinstance(element, Table)
    }


def _fill(settings: Settings) -> None:
    """Write roles, permissions and reference data, which the staff's login may not."""
    app = create_app(settings)
    kernel = kernel_of(app)
    with database.as_owner(settings), app.app_context(), acting_as(System("mise à jour")):
        synchronise.permissions(kernel)
        data.load_addons(kernel.addons)
        database.commit()


@contextmanager
def _alone(connection: Connection) -> Iterator[None]:
    connection.execute(text("select pg_advisory_lock(:key)"), {"key": LOCK})
    connection.commit()
    try:
        yield
    finally:
        connection.rollback()
        connection.execute(text("select pg_advisory_unlock(:key)"), {"key": LOCK})
        connection.commit()
