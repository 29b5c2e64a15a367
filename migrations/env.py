"""Alembic's environment: one linear history over the kernel's revisions and every add-on's."""

from typing import Any

from alembic import context
from sqlalchemy import create_engine, text

from app import ALWAYS, load
from app.addons import discover, ordered
from app.models.base import Base
from app.revision import render

#: A migration that cannot have its lock fails and is tried again, rather than stop every reader behind it.
LOCK_TIMEOUT = "5s"

load(ordered(discover()), ALWAYS)


def _all_but_alembics(item: Any, name: str | None, kind: str, reflected: bool, compared: Any) -> bool:
    return name != "alembic_version"


def run() -> None:
    """Upgrade or downgrade the database whose address the configuration carries, in one transaction."""
    engine = create_engine(context.config.attributes["url"])
    with engine.connect() as connection:
        connection.execute(text(f"set lock_timeout = '{LOCK_TIMEOUT}'"))
        connection.commit()
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            compare_type=True,
            render_item=render,
            include_object=context.config.attributes.get("include", _all_but_alembics),
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
    engine.dispose()


run()
