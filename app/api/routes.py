"""The addresses of a resource: each reads the request, asks one service, commits and answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from flask import Blueprint, Response, jsonify, request, url_for

from app.access import may, require
from app.api import answers
from app.api.bodies import read_body, read_parameters, read_record, read_version
from app.api.idempotency import Answer, once
from app.api.resources import Resource
from app.database import commit
from app.errors import BadQuery, StaleVersion
from app.models.versioned import Versioned
from app.models.workflow import Transition
from app.records import change, reading
from app.records.counting import count
from app.records.cursor import LARGEST_ID
from app.records.listing import fetch
from app.records.perform import perform
from app.records.query import parse
from app.records.view import view_of

View = Callable[..., Response]


def register(blueprint: Blueprint, resource: Resource) -> None:
    """Add the addresses of ``resource``: those alone of which somebody may do something."""
    served = _Served(resource)
    every = {"read": ("GET", served.show_list), "create": ("POST", served.create)}
    one = {"read": ("GET", served.show), "write": ("PATCH", served.update), "delete": ("DELETE", served.delete)}
    _add(blueprint, resource, f"/{resource.name}/", every)
    _add(blueprint, resource, f"/{resource.name}/{ID}", one)
    for transition in resource.transitions:
        blueprint.add_url_rule(
            f"/{resource.name}/{ID}/{transition.name}",
            f"{resource.name}_{transition.name}",
            partial(served.perform, transition=transition),
            methods=["POST"],
        )


#: An id that PostgreSQL can hold; any other is an address that does not exist.
ID = f"<int(min=1, max={LARGEST_ID}):id>"


def _add(blueprint: Blueprint, resource: Resource, path: str, views: Mapping[str, tuple[str, View]]) -> None:
    for word, (method, view) in views.items():
        if word in resource.words:
            endpoint = f"{resource.name}_{view.__name__}"
            blueprint.add_url_rule(path, endpoint, view, methods=[method], provide_automatic_options=False)


@dataclass(frozen=True, slots=True)
class _Served:
    resource: Resource

    def show_list(self) -> Response:
        view = view_of(self.resource.model)
        query = parse(view, request.args)
        if query.group is not None:
            raise BadQuery(name="group")
        page = fetch(view, query, view.columns)
        total = count(view, query)
        return jsonify(
            items=[answers.item(view, row) for row in page.rows],
            next=page.next.write(str(query.sort)) if page.next else None,
            total=total.number,
            total_capped=total.capped,
        )

    def show(self, id: int) -> Response:
        return jsonify(answers.record(view_of(self.resource.model), id))

    def create(self) -> Response:
        def work() -> int:
            require("create", self.resource.model)
            values, lines = read_record(self.resource.model, "create", read_body())
            return change.create(self.resource.model, values, lines).id

        response = once(work, partial(self._answer, status=201))
        response.headers["Location"] = url_for(f".{self.resource.name}_show", id=response.get_json()["id"])
        return response

    def update(self, id: int) -> Response:
        model = self.resource.model
        body = read_body()
        record = reading.get(model, id, "write", lock=True)
        version = read_version(body) if isinstance(record, Versioned) else None
        values, lines = read_record(model, "write", body)
        try:
            change.update(record, values, version, lines)
        except StaleVersion as stale:
            return self._refuse_stale(id, stale)
        commit()
        return jsonify(self._answer(id)[0])

    def delete(self, id: int) -> Response:
        change.delete(reading.get(self.resource.model, id, "delete", lock=True))
        commit()
        return Response(status=204)

    def perform(self, id: int, transition: Transition) -> Response:
        def work() -> int:
            require(transition.may, self.resource.model)
            values = read_parameters(transition, read_body())
            return perform(self.resource.model, id, transition.name, values).id

        return once(work, self._answer)

    def _answer(self, id: int, status: int = 200) -> Answer:
        """The record as it became; its id alone for somebody who may write and not read."""
        if not may("read", self.resource.model):
            return {"id": id}, status
        return answers.record(view_of(self.resource.model), id), status

    def _refuse_stale(self, id: int, stale: StaleVersion) -> Response:
        """409 with the record as it is now, to show beside what was sent."""
        response = jsonify(
            code=stale.code, message=stale.message, fields={}, rule=stale.rule, current=self._answer(id)[0]
        )
        response.status_code = stale.status
        return response
