"""``relais revision <add-on> <message>``: writes the migration of one add-on from the difference with its models.

The file is a first draft: read it, name what Alembic cannot guess, test it both ways.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.types import TypeDecorator

from app.addons import AddonError, by_name, discover
from app.models import clock
from app.models.base import Base
from app.settings import Settings
from app.upgrade import ROOT, configuration

KERNEL = "kernel"


def write(settings: Settings, owner: str, message: str) -> Path:
    """Write the revision of ``owner`` (an add-on, or ``kernel``) and return its path.

    Needs a database at the last revision. Raises AddonError for an unknown add-on.
    """
    addons = by_name(discover())
    if owner != KERNEL and owner not in addons:
        raise AddonError(f"l’add-on « {owner} » n’existe pas")
    folder = ROOT / "migrations" / "versions" if owner == KERNEL else addons[owner].folder / "migrations"
    folder.mkdir(exist_ok=True)
    config = configuration(settings)
    config.attributes["include"] = _tables_of(owner, frozenset(addons))
    config.set_main_option("file_template", "%%(year)d_%%(month).2d_%%(day).2d_%%(hour).2d%%(minute).2d_%%(slug)s")
    number = len(list(folder.glob("*.py"))) + 1
    script: Any = command.revision(
        config,
        message=message,
        autogenerate=True,
        head="head",
        version_path=str(folder),
        rev_id=f"{owner}_{clock.today():%Y%m%d}_{number}",
    )
    return Path(script.path)


def problems(settings: Settings) -> Iterator[str]:
    """Where the history of revisions forks, and where the database is not what the models say."""
    heads = ScriptDirectory.from_config(configuration(settings)).get_heads()
    if len(heads) > 1:
        yield f"les révisions se terminent en plusieurs points : {', '.join(sorted(heads))}"
    engine = create_engine(settings.database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        if set(context.get_current_heads()) != set(heads):
            yield "la base n’est pas à jour : lancez « relais upgrade »"
        else:
            for difference in compare_metadata(context, Base.metadata):
                yield f"aucune révision n’apporte {_named(difference)}"
    engine.dispose()


def _named(difference: Any) -> str:
    """A difference as Alembic tells it (``add_column``, its table, its name), without values."""
    if isinstance(difference, list):
        return ", ".join(_named(item) for item in difference)
    operation, *about = difference
    names = (item if isinstance(item, str) else getattr(item, "name", None) for item in about)
    return " ".join([operation, *(str(name) for name in names if name)])


def owner_of(table: str, addons: frozenset[str]) -> str:
    """The add-on a table belongs to, by its prefix; the kernel's tables have none."""
    prefix = table.partition("_")[0]
    return prefix if prefix in addons else KERNEL


def _tables_of(owner: str, addons: frozenset[str]) -> Any:
    def include(item: Any, name: str | None, kind: str, reflected: bool, compared: Any) -> bool:
        table = str(name if kind == "table" else item.table.name)
        return table != "alembic_version" and owner_of(table, addons) == owner

    return include


def render(kind: str, item: Any, autogen: Any) -> str | bool:
    """How a type is written in a revision: by what it is in the database, so that code may change afterwards."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False
