"""Generated screens: list, record, form, search, look-up, from the model's description alone."""

from flask import Flask

from app.kernel import Kernel
from app.screens import addon_pages, assets, drawing, home, look_up_routes, registration, security_headers, shell


def install(app: Flask, kernel: Kernel) -> None:
    """Serve the screens of the active add-ons inside the frame, with their static files and headers.

    Raises BadScreens when a screen cannot be shown as declared, StaticFilesMissing when nothing was built.
    """
    security_headers.install(app, demo=kernel.settings.mode == "demo")
    assets.install(app)
    shell.install(app)
    look_up_routes.install(app)
    drawing.install(app)
    with app.app_context():
        kernel.appbuilder.add_view_no_menu(home.Home)
        registration.register_screens(app, kernel)
        addon_pages.install(app, kernel)
