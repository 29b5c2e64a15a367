"""Giving every compiled screen its view in Flask-AppBuilder: one blueprint, one permission name, no menu item.

The side bar is ours (``navigation``): Flask-AppBuilder's menu asks the database for each item and doubles its names at
each category.
"""

from flask import Flask
from flask_appbuilder import BaseView

from app.access.grants import Audience
from app.kernel import Kernel
from app.models.description import named
from app.screens import navigation
from app.screens.compilation import compile_screens
from app.screens.compiled import EXTENSION, CompiledScreen, Screens
from app.screens.form_routes import FormRoutes
from app.screens.list_routes import ListRoutes
from app.screens.record_routes import RecordRoutes


def register_screens(app: Flask, kernel: Kernel) -> Screens:
    """Compile the screens of the active add-ons and serve those of the staff.

    Raises BadScreens with every problem found. Needs an application context.
    """
    screens = Screens(compile_screens(kernel.active))
    app.extensions[EXTENSION] = screens
    served = [screen for screen in screens if screen.declared.audience is Audience.STAFF]
    for screen in served:
        kernel.appbuilder.add_view_no_menu(_view(screen), endpoint=screen.endpoint)
    navigation.add_screens(app, served)
    return screens


def _view(screen: CompiledScreen) -> type[BaseView]:
    """The view class of a screen. Its permission is named after the model, whose grants decide, not after the class."""
    attributes = {
        "screen": screen,
        "route_base": screen.path,
        "class_permission_name": named(screen.model),
        "__module__": screen.declared.__module__,
    }
    return type(screen.endpoint, (ListRoutes, RecordRoutes, FormRoutes, BaseView), attributes)
