"""The frame of the portal's pages: the headers and static files of every screen, and the bar at the bottom."""

from flask import Flask

from app.kernel import Kernel
from app.portal import navigation
from app.screens import assets, security_headers
from app.screens import shell as frame


def install(app: Flask, kernel: Kernel) -> None:
    """Give the portal's templates what they need. Every answer says ``no-store`` and ``noindex`` (CGV-3.6)."""
    security_headers.install(app, demo=kernel.settings.demo)
    assets.install(app)
    frame.install(app, base="portal/base.html")
    app.jinja_env.globals["portal_entries"] = navigation.entries
