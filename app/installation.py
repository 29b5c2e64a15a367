"""What the database says of itself: from which code it was upgraded, and whether it holds invented people."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import CheckConstraint, Connection, Row, func, insert, inspect, select, update
from sqlalchemy.orm import Mapped

from app.i18n import _l
from app.models import clock
from app.models.base import Base, Names
from app.models.fields import code, instant
from app.settings import Settings, SettingsError, database_password

ROOT = Path(__file__).resolve().parent.parent
#: Whatever an upgrade reads; templates and static files are not part of it.
UPGRADED_FROM = ("app/**/*.py", "addons/**/*.py", "addons/**/*.csv", "addons/**/*.csv.gz", "migrations/**/*.py")


class Installation(Base):
    """The one row a database keeps about itself."""

    __tablename__ = "installation"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)
    names = Names(_l("installation"), _l("installations"), feminine=True)
    resource = "installations"

    upgraded_from: Mapped[str] = code(64, label=_l("Empreinte du code"))
    upgraded_at: Mapped[datetime] = instant(label=_l("Mise à jour le"))
    demonstration_since: Mapped[datetime | None] = instant(label=_l("Démonstration chargée le"))


def find(connection: Connection) -> "Row[str, datetime | None] | None":
    """``upgraded_from`` and ``demonstration_since``, or None when this database was never upgraded."""
    if not inspect(connection).has_table(Installation.__tablename__):
        return None
    return connection.execute(select(Installation.upgraded_from, Installation.demonstration_since)).one_or_none()


def note_upgrade(connection: Connection, settings: Settings) -> None:
    """Remember that the database now matches the present code and settings. The caller commits."""
    values = {"upgraded_from": fingerprint(settings), "upgraded_at": clock.now()}
    if not connection.execute(update(Installation).values(values)).rowcount:
        connection.execute(insert(Installation).values(id=1, **values))


def note_demonstration(connection: Connection) -> None:
    """Mark the database for ever: it holds invented people. The caller commits."""
    since = func.coalesce(Installation.demonstration_since, clock.now())
    connection.execute(update(Installation).values(demonstration_since=since))


def refuse_demonstration_in_production(connection: Connection, settings: Settings) -> None:
    """Raise SettingsError when a production runs on a database that ever held a demonstration."""
    found = find(connection)
    if not settings.demo and found and found.demonstration_since:
        raise SettingsError("Cette base contient une démonstration : la production demande une base neuve.")


def fingerprint(settings: Settings) -> str:
    """A digest of what ``upgrade`` depends on: code, data of add-ons, add-ons switched on, keys of the login roles."""
    digest = hashlib.sha256(repr(settings.addons).encode())
    digest.update(database_password(settings.secret_key, "fingerprint").encode())
    for path in _sources():
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    for pattern in UPGRADED_FROM:
        yield from sorted(ROOT.glob(pattern))
