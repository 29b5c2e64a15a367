"""What a list is asked for: one grammar in the address of a screen, in the API and in a saved view.

``?q=…&state=published,expired&published_at_from=2026-11-01&sort=-published_at&group=trade&limit=40&after=…``. A field
the person may not read is refused exactly as one that does not exist.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from app.errors import BadQuery
from app.models.description import Described
from app.records.cursor import Cursor, read_cursor
from app.records.values import NOTHING, read_bound, read_value, write_value
from app.records.view import View

DEFAULT_LIMIT = 40
LARGEST_LIMIT = 200
LONGEST_TEXT = 200
MOST_VALUES = 200
#: Parameters of the grammar itself; no field may bear their name.
RESERVED = frozenset({"q", "sort", "group", "limit", "after", "before"})


@dataclass(frozen=True, slots=True)
class OneOf:
    """Keep the rows whose field holds one of ``values``; None among them stands for «not filled»."""

    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """Keep the rows from ``low`` to ``high``, both included; a day bounds an instant by its whole Paris day."""

    low: Any = None
    high: Any = None


@dataclass(frozen=True, slots=True)
class Sort:
    """The order of a list; empty values come last in both directions."""

    name: str
    descending: bool = False

    @classmethod
    def read(cls, text: str) -> "Sort":
        """``-published_at`` is the latest first."""
        return cls(text.removeprefix("-"), text.startswith("-"))

    def __str__(self) -> str:
        return f"{'-' * self.descending}{self.name}"


NEWEST = Sort("id", descending=True)


@dataclass(frozen=True, slots=True)
class Query:
    """A list, fully described. ``usual`` is the order it has when nobody asks for one.

    At most one of ``after`` and ``before`` is set.
    """

    text: str = ""
    filters: Mapping[str, OneOf | Between] = field(default_factory=dict)
    sort: Sort = NEWEST
    usual: Sort = NEWEST
    group: str | None = None
    limit: int = DEFAULT_LIMIT
    after: Cursor | None = None
    before: Cursor | None = None


def parse(view: View, args: MultiDict[str, str], sort: str = "-id") -> Query:
    """Read a list from the parameters of an address; ``sort`` is its usual order.

    A filter given twice adds its values. Empty parameters, which forms send, are ignored. Raises BadQuery for an
    unknown parameter, field or value.
    """
    given = {name: ",".join(texts) for name in args if (texts := [text for text in args.getlist(name) if text])}
    if unreadable := next((name for name, text in given.items() if "\x00" in text), None):
        raise BadQuery(name=unreadable)
    order = Sort.read(given.get("sort", sort))
    if order.name not in view.sorts:
        raise BadQuery(name=order.name)
    if (group := given.get("group")) is not None and group not in view.groups:
        raise BadQuery(name=group)
    if "after" in given and "before" in given:
        raise BadQuery(name="before")
    type_ = view.sorts[order.name].column.type
    cursors = {name: read_cursor(name, given[name], str(order), type_) for name in ("after", "before") if name in given}
    return Query(
        text=_text(view, given.get("q", "")),
        filters=_filters(view, {name: text for name, text in given.items() if name not in RESERVED}),
        sort=order,
        usual=Sort.read(sort),
        group=group,
        limit=_limit(given.get("limit", str(DEFAULT_LIMIT))),
        **cursors,
    )


def to_args(query: Query) -> dict[str, str]:
    """The parameters that ``parse`` reads back into ``query``: what is usual is left out, the order is stable."""
    args = {"q": query.text}
    for name, condition in query.filters.items():
        if isinstance(condition, OneOf):
            args[name] = ",".join(write_value(value) for value in condition.values)
        else:
            args[f"{name}_from"] = "" if condition.low is None else write_value(condition.low)
            args[f"{name}_to"] = "" if condition.high is None else write_value(condition.high)
    args["sort"] = "" if query.sort == query.usual else str(query.sort)
    args["group"] = query.group or ""
    args["limit"] = "" if query.limit == DEFAULT_LIMIT else str(query.limit)
    args["after"] = query.after.write(str(query.sort)) if query.after else ""
    args["before"] = query.before.write(str(query.sort)) if query.before else ""
    return {name: text for name, text in args.items() if text}


def _text(view: View, text: str) -> str:
    words = text.strip()
    if words and (not view.searchable or len(words) > LONGEST_TEXT):
        raise BadQuery(name="q")
    return words


def _limit(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= LARGEST_LIMIT):
        raise BadQuery(name="limit")
    return int(text)


def _filters(view: View, given: Mapping[str, str]) -> dict[str, OneOf | Between]:
    """Conditions in the order of the fields, so that one list has one address."""
    found: dict[str, OneOf | Between] = {}
    known = set()
    for name, item in view.fields.items():
        if name in given and (name in view.listed or (name in view.ranged and given[name] == NOTHING)):
            found[name] = _one_of(name, item, given[name])
            known.add(name)
        elif name in view.ranged and (bounds := {f"{name}_from", f"{name}_to"} & given.keys()):
            found[name] = _between(name, item, given)
            known |= bounds
    if unknown := next((name for name in given if name not in known), None):
        raise BadQuery(name=unknown)
    return found


def _one_of(name: str, item: Described, text: str) -> OneOf:
    texts = dict.fromkeys(text.split(","))
    if len(texts) > MOST_VALUES:
        raise BadQuery(name=name)
    return OneOf(tuple(read_value(name, item.field.kind, each) for each in texts))


def _between(name: str, item: Described, given: Mapping[str, str]) -> Between:
    ends = (f"{name}_from", f"{name}_to")
    return Between(*(read_bound(end, item.field.kind, given[end]) if end in given else None for end in ends))
