"""Look-ups: finding the record a link should point at by a few letters, or naming the one it points at."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Select, select

from app.database import session
from app.errors import NotFound
from app.models.base import Base
from app.models.words import normalise
from app.records.labels import Link, title_of
from app.records.selection import joined
from app.records.view import view_of


def look_up(model: type[Base], text: str, limit: int = 20) -> list[Link]:
    """Readable records whose words begin with those of ``text``, in the order of their labels; the first ones for none.

    Raises Forbidden when nothing of the model may be read, NotFound for sealed records, which nobody looks through.
    """
    if model.page_title is not None:
        raise NotFound
    view = view_of(model)
    words = normalise(text)
    if not words and text.strip():
        return []
    return _links(model, select(model.id).where(*([view.matching(text)] if words else [])).limit(limit))


def name_links(model: type[Base], ids: Iterable[int]) -> Mapping[int, Link]:
    """Those of ``ids`` that exist and may be read, by id, for links already chosen."""
    wanted = list(ids)
    return {link.id: link for link in _links(model, select(model.id).where(model.id.in_(wanted)))} if wanted else {}


def _links(model: type[Base], statement: Select[int]) -> list[Link]:
    title = title_of(model, model)
    statement = statement.add_columns(*title.columns).order_by(*(part.order for part in title.parts), model.id)
    rows = session().execute(joined(statement, [title])).all()
    labels = title.write_all([row[1:] for row in rows])
    return [Link(row[0], label) for row, label in zip(rows, labels, strict=True)]
