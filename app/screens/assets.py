"""Static files: their hashed addresses, the icon sprite, and the server that lets browsers keep them for ever."""

import json
from functools import cache
from pathlib import Path

from flask import Flask, current_app
from markupsafe import Markup
from whitenoise import WhiteNoise

BUILD = Path(__file__).resolve().parent.parent / "static" / "build"
PREFIX = "/static/build/"
FOR_EVER = 365 * 24 * 3600
_EXTENSION = "relais.assets"


class StaticFilesMissing(RuntimeError):
    """The static files were not built; the message says how."""


def install(app: Flask) -> None:
    """Serve ``app/static/build/`` before any other work, and give ``asset`` and ``icon`` to every template.

    Raises StaticFilesMissing when nothing was built.
    """
    manifest = BUILD / "manifest.json"
    if not manifest.exists():
        raise StaticFilesMissing("Les fichiers statiques manquent : lancez « python -m app.static_build ».")
    app.extensions[_EXTENSION] = json.loads(manifest.read_text())
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=BUILD,
        prefix=PREFIX,
        max_age=FOR_EVER,
        immutable_file_test=lambda path, url: True,  # every name holds the hash of its content
        add_headers_function=lambda headers, path, url: headers.add_header("X-Content-Type-Options", "nosniff"),
    )
    app.jinja_env.globals.update(asset=asset, icon=icon)


def asset(name: str) -> str:
    """Address of a built file: ``asset("relais.css")``."""
    return PREFIX + str(current_app.extensions[_EXTENSION][name])


def icon(name: str, style: str = "") -> Markup:
    """An icon of the sprite, decoration only: what it means is written beside it or in the label around it."""
    return _drawn(asset("icons.svg"), name, style)


@cache
def _drawn(sprite: str, name: str, style: str) -> Markup:
    classes = f"icon {style}".strip()
    return Markup('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>').format(classes, sprite, name)
