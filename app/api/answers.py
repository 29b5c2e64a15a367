"""What the API answers: records as JSON, amounts as text, instants in UTC, links as ``{id, label}``."""

from typing import Any

from app.access import may
from app.models.description import Described
from app.records.labels import Link, linked_model
from app.records.reading import read, read_lines
from app.records.selection import Row
from app.records.view import View, view_of

Json = dict[str, Any]


def item(view: View, row: Row) -> Json:
    """A row of a list or a record without its lines."""
    found: Json = {"id": row.id}
    if row.version is not None:
        found["version"] = row.version
    for name, value in row.values.items():
        found[name] = _value(view.fields[name], value)
    return found


def record(view: View, id_: int) -> Json:
    """A record with those of its lines that may be read. Raises NotFound."""
    found = item(view, read(view, id_, view.columns))
    for name, field in view.fields.items():
        if field.field.kind.name == "lines" and may("read", linked_model(field)):
            found[name] = _lines(field, id_)
    return found


def _lines(field: Described, id_: int) -> list[Json]:
    view = view_of(linked_model(field))
    columns = [name for name in view.columns if name != field.attribute.property.back_populates]
    return [item(view, row) for row in read_lines(field, id_, columns)]


def _value(field: Described, value: Any) -> Any:
    match value:
        case None:
            return None
        case Link():
            return {"id": value.id, "label": value.label}
        case list() if field.field.kind.name == "refs":
            return [{"id": link.id, "label": link.label} for link in value]
    return field.field.kind.to_json(value)
