"""The look-up behind every link field: a few records whose name holds what was typed, that this account may read."""

from flask import Blueprint, Flask, Response, jsonify, request

from app.errors import NotFound
from app.kernel import kernel_of
from app.models.base import Base
from app.models.description import named
from app.records.lookup import look_up

_MOST_TYPED = 100

blueprint = Blueprint("look_up", __name__, url_prefix="/recherche")


def install(app: Flask) -> None:
    """Serve look-ups."""
    app.register_blueprint(blueprint)


def look_up_url(model: type[Base]) -> str:
    """Address of the look-up of ``model``; ``?q=`` holds what was typed."""
    return f"/recherche/{named(model)}"


@blueprint.get("/<code>")
def search(code: str) -> Response:
    """At most twenty ``{id, label}``, by label. Raises NotFound for a model nobody was granted, Forbidden."""
    model = kernel_of().rules.model_of(code)
    if model is None:
        raise NotFound
    links = look_up(model, request.args.get("q", "")[:_MOST_TYPED])
    return jsonify([{"id": link.id, "label": link.label} for link in links])
