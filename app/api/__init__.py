"""The API: ``/api/v1/<resource>/`` for every model on which something is granted, from the same metadata as screens.

Who is acting, and whether a cookie's request is ours, is settled before any of it runs.
"""

from flask import Blueprint, Flask, Response, jsonify

from app.api import contacts, routes
from app.api.openapi import document
from app.api.resources import resources
from app.api.token import give_token
from app.kernel import Kernel

PREFIX = "/api/v1"


def install(app: Flask, kernel: Kernel) -> None:
    """Serve every resource of the add-ons switched on. Raises ResourceError when two bear one name."""
    served = resources(kernel.rules, kernel.active)
    blueprint = Blueprint("api", __name__, url_prefix=PREFIX)

    @blueprint.get("/_openapi", endpoint="openapi")
    def openapi() -> Response:
        return jsonify(document(served, PREFIX))

    blueprint.add_url_rule("/security/login", view_func=give_token, methods=["POST"])
    contacts.register(blueprint)
    for resource in served:
        routes.register(blueprint, resource)
    app.register_blueprint(blueprint)
