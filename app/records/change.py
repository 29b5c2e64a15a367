"""Creating, changing and deleting a record with its lines: the one way in, for forms and for the API.

Values are those the kinds of the fields return, by field name; links are ids. Nothing commits here.
"""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, TypeVar

from sqlalchemy.orm.attributes import flag_modified

from app.access import require
from app.database import session
from app.errors import InvalidFields
from app.i18n import Label
from app.models.base import Base
from app.models.description import Described, describe
from app.models.versioned import Versioned
from app.records.drafts import Draft
from app.records.labels import linked_model
from app.records.references import References
from app.records.refusals import GONE, UnknownField, saving
from app.records.rights import typed_fields
from app.records.stale import refuse_stale

AnyRecord = TypeVar("AnyRecord", bound=Base)

Values = Mapping[str, Any]
#: Lines by field name. Each may carry the ``id`` of the line it changes; a line that is left out is removed.
Lines = Mapping[str, Sequence[Values]]


def create(model: type[AnyRecord], values: Values, lines: Lines | None = None) -> AnyRecord:
    """Create a record with its lines and flush it.

    Raises Forbidden, UnknownField, InvalidFields (missing value, link to nothing readable), Duplicate, and whatever
    ``record.check()`` refuses.
    """
    require("create", model)
    record = model()
    with saving(model):
        _write(Draft(record, values, "create"), lines or {})
        session().add(record)
        session().flush()
    return record


def update(record: Base, values: Values, version: int | None = None, lines: Lines | None = None) -> None:
    """Change a record read with ``lock=True``, and its lines, and flush it.

    ``version`` is the one the person saw. Raises StaleVersion when somebody saved since, and what ``create`` raises.
    """
    require("write", type(record))
    if isinstance(record, Versioned) and record.version != version:
        refuse_stale(record, version)
    with saving(type(record)):
        _write(Draft(record, values, "write"), lines or {})
        _count_lines_in(record, lines or {})
        session().flush()


def delete(record: Base) -> None:
    """Delete a record and its lines. Raises Forbidden, and RecordInUse when others point at it."""
    require("delete", type(record))
    with saving(type(record), deleting=True):
        session().delete(record)
        session().flush()


def _count_lines_in(record: Base, lines: Lines) -> None:
    """A change of lines is a change of the record: it takes its next version even when no column of its own moved."""
    held = [line for name in lines for line in getattr(record, name)]
    if isinstance(record, Versioned) and (session().is_modified(record) or any(map(session().is_modified, held))):
        flag_modified(record, "id")


def _write(draft: Draft, lines: Lines) -> None:
    """Examine everything, then apply everything, then let each record check itself; nothing is flushed meanwhile."""
    links = References()
    with session().no_autoflush:
        held = _line_drafts(draft, lines)
        drafts = [draft, *chain.from_iterable(held.values())]
        for each in drafts:
            each.examine(links)
        errors: dict[str, Label] = links.load()
        for each in drafts:
            errors |= each.errors
        if errors:
            raise InvalidFields(errors)
        for name, line_drafts in held.items():
            setattr(draft.record, name, [each.record for each in line_drafts])
        for each in drafts:
            each.apply(links)
        for each in drafts:
            each.check()


def _line_drafts(draft: Draft, lines: Lines) -> Mapping[str, list[Draft]]:
    """A draft per line given, by field. Raises Forbidden, UnknownField, InvalidFields."""
    found = {}
    fields = describe(type(draft.record))
    typed = typed_fields(draft.word, type(draft.record))
    for name, given in lines.items():
        if name not in typed or fields[name].field.kind.name != "lines":
            raise UnknownField(name)
        found[name] = _drafts_of(draft.record, fields[name], given)
    return found


def _drafts_of(record: Base, item: Described, given: Sequence[Values]) -> list[Draft]:
    model = linked_model(item)
    holder = item.attribute.property.back_populates
    held = {line.id: line for line in getattr(record, item.name)}
    drafts = []
    for rank, values in enumerate(given):
        path = f"{item.name}-{rank}-"
        id_ = values.get("id")
        if id_ is not None and id_ not in held:
            raise InvalidFields({f"{path}id": GONE})
        typed = {name: value for name, value in values.items() if name != "id"}
        line, word = (model(), "create") if id_ is None else (held[id_], "write")
        drafts.append(Draft(line, typed, word, path, holder))
    words = {draft.word for draft in drafts}
    if held.keys() - {draft.record.id for draft in drafts}:
        words.add("delete")
    for word in words:
        require(word, model)
    return drafts
