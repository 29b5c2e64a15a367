"""How an address of the portal's API is declared: what it reads, what it answers, how OpenAPI tells it."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, is_dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from flask import Blueprint, Response, jsonify, request

from app.api.bodies import read_body
from app.api.idempotency import HEADER, LONGEST_KEY, BadKey
from app.api.routes import ID
from app.errors import BadQuery, InvalidFields
from app.i18n import Label
from app.models.choices import Choice
from app.models.kinds import InvalidValue, Kind
from app.records.refusals import REQUIRED, UnknownField


@dataclass(frozen=True, slots=True)
class Asked:
    """A field of a body."""

    kind: Kind
    required: bool = True


@dataclass(frozen=True, slots=True)
class Operation:
    """One address as programs know it; ``many`` answers a list of ``answers`` under ``items``."""

    name: str
    method: str
    path: str
    summary: Label
    asks: Mapping[str, Asked]
    answers: type[Any]
    many: bool


class Served:
    """The addresses of a blueprint, in the order of their declaration."""

    def __init__(self, pages: Blueprint) -> None:
        self.pages = pages
        self.operations: list[Operation] = []
        pages.before_request(_refuse_query)

    def add(
        self, method: str, path: str, summary: Label, answers: type[Any], /, *, many: bool = False, **asks: Asked
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Serve a view: it gets ``id`` and the fields of the body by name, and returns ``answers`` or a list of it.

        Every POST takes an Idempotency-Key. Raises UnknownField, InvalidFields, BadKey, BadQuery.
        """

        def declare(view: Callable[..., Any]) -> Callable[..., Any]:
            def answer(**path_values: int) -> Response:
                values = _read(asks) if method == "POST" else {}
                found = view(**path_values, **values)
                return jsonify(items=[plain(each) for each in found]) if many else jsonify(plain(found))

            rule = path.replace("<id>", ID)
            self.pages.add_url_rule(rule, view.__name__, answer, methods=[method], provide_automatic_options=False)
            self.operations.append(Operation(view.__name__, method, path, summary, asks, answers, many))
            return view

        return declare


def key() -> str | None:
    """The key under which a repeated request is done once. Raises BadKey."""
    found = request.headers.get(HEADER)
    if found is not None and not (1 <= len(found) <= LONGEST_KEY and found.isprintable()):
        raise BadKey
    return found


def plain(value: Any) -> Any:
    """A value as JSON: codes of choices, amounts as text, instants in UTC with Z."""
    if is_dataclass(value) and not isinstance(value, type):
        return {name: plain(each) for name, each in asdict(value).items()}
    if isinstance(value, Choice):
        return value.code
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value


def _read(asks: Mapping[str, Asked]) -> dict[str, Any]:
    body = read_body()
    if unknown := next((name for name in body if name not in asks), None):
        raise UnknownField(unknown)
    values: dict[str, Any] = {}
    errors: dict[str, Label] = {}
    for name, asked in asks.items():
        raw = body.get(name)
        try:
            if raw is not None:
                values[name] = asked.kind.from_json(raw)
            elif asked.required:
                errors[name] = REQUIRED
        except InvalidValue as invalid:
            errors[name] = invalid.message
    if errors:
        raise InvalidFields(errors)
    return values


def _refuse_query() -> None:
    """Nothing here is filtered or sorted. Raises BadQuery."""
    for name in request.args:
        raise BadQuery(name=name)
