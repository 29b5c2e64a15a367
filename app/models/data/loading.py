"""Which files are loaded, in which order, and what is remembered of them.

``data/<thing>.csv`` belongs to the code: its rows are overwritten whenever the file changes. ``defaults/<thing>.csv``
is a start: each row is inserted once, and never comes back when a person removed it. Both fill ``<addon>_<thing>``;
loading deletes nothing.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from sqlalchemy import Column, String, Table, select
from sqlalchemy.dialects.postgresql import insert

from app.access.system import beneath
from app.addons import Addon
from app.models.base import Base
from app.models.data.reading import DataError, Row, read
from app.models.data.writing import write
from app.privacy.declarations import not_personal

_WHY = "les données de référence du code"

#: Files already loaded with their checksum, and default rows already inserted (``file#key``).
loaded_data = Table(
    "loaded_data",
    Base.metadata,
    Column("source", String(300), primary_key=True, info={"personal": not_personal("nom d’un fichier du code")}),
    Column("checksum", String(64), nullable=False, info={"personal": not_personal("empreinte d’un fichier du code")}),
)


def load_addons(addons: Iterable[Addon]) -> Sequence[str]:
    """Load the files of these add-ons, given in dependency order, and return those that had something new.

    Raises DataError with the file and line when one cannot be read. The caller acts as the system and commits.
    """
    return [
        source
        for addon in addons
        for model, path in _files(addon)
        if load_file(model, path, source := f"{addon.name}/{path.parent.name}/{path.name}")
    ]


def load_file(model: type[Base], path: Path, source: str) -> bool:
    """Load one file into ``model``; false when it had nothing new. Its folder says what becomes of known rows."""
    checksum = hashlib.sha256(path.read_bytes()).hexdigest()
    known = select(loaded_data.c.checksum).where(loaded_data.c.source == source)
    if beneath(_WHY).scalar(known) == checksum:
        return False
    rows = read(model, path)
    if path.parent.name == "data":
        write(model, rows, overwrite=True)
    else:
        _load_once(model, rows, source)
    _remember([(source, checksum)])
    return True


def _load_once(model: type[Base], rows: Sequence[Row], source: str) -> None:
    names = {f"{source}#{'|'.join(row.key)}": row for row in rows}
    known = select(loaded_data.c.source).where(loaded_data.c.source.in_(names))
    for name in beneath(_WHY).scalars(known):
        del names[name]
    write(model, list(names.values()), overwrite=False)
    _remember([(name, "") for name in names])


def _remember(sources: Sequence[tuple[str, str]]) -> None:
    if sources:
        statement = insert(loaded_data).values([{"source": name, "checksum": checksum} for name, checksum in sources])
        beneath(_WHY).execute(
            statement.on_conflict_do_update(
                index_elements=[loaded_data.c.source], set_={"checksum": statement.excluded.checksum}
            )
        )


def _files(addon: Addon) -> Iterator[tuple[type[Base], Path]]:
    """The files of an add-on and the models they fill, each after those it refers to."""
    models = {model.__tablename__: model for model in Base.__subclasses__()}
    order = {table.name: rank for rank, table in enumerate(Base.metadata.sorted_tables)}
    for folder in ("data", "defaults"):
        paths = {f"{addon.name}_{path.stem}": path for path in (addon.folder / folder).glob("*.csv")}
        for name in sorted(paths, key=lambda name: order.get(name, -1)):
            if name not in models:
                raise DataError(paths[name], f"aucun modèle n’a la table {name}")
            yield models[name], paths[name]
