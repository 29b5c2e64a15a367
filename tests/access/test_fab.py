"""What Relais replaces in Flask-AppBuilder was read in one version: another one must be read again first."""

import hashlib
import inspect
from importlib.metadata import version

import pytest
from flask_appbuilder import AppBuilder, BaseView
from flask_appbuilder.security.sqla.manager import SecurityManager

from app.access.security import RelaisBuilder, RelaisSecurityManager

#: SHA-256 of the source of each method replaced, and of those that screens lean on to be registered.
READ = {
    "SecurityManager.create_login_manager": "9b7f2f3938bb06004925773603508f379970412ff43eefd092ff059d986af7a3",
    "SecurityManager.register_views": "f53752629ef19a4828c0b5612e88cf85186e2241cb278ec263aa8515846d5498",
    "SecurityManager.before_request": "716fd0646eff201c0768dd3a4291aae9133b5e7d55fe34e32b0ffd953e6d61ce",
    "SecurityManager.has_access": "47d07058e3490d53899b19b2d5426e85223d6a0b9a310912f8bdefc3f89371db",
    "SecurityManager.exist_permission_on_roles": "76911f3e691a33b509bbfeffb43bd8fd78c2c83d8be939c5b77b08a6f001cfe2",
    "SecurityManager.is_item_public": "7226c17b23566dd6a3f311e154f7886600a6edd12053c791ba232a0d1cbeb6dd",
    "SecurityManager.get_user_menu_access": "6eea94a7f08d43603b67a5cab724d961f263840b845e2e5b69e88c353e6d1e03",
    "AppBuilder._add_admin_views": "96902d2fffbe940ec0b2e3ea90d3b1deeb145de865bf6e55cde3322098095ddc",
    "AppBuilder.init_app": "35b5bb3d0c67f4a2ff05077f345a156e4ca3f6a0cfe6622d3675ce639f6500a4",
    "AppBuilder.add_view_no_menu": "68365232d4ceaaa88c7707091651bb86a365af017a5fc006ea379728a95c3b1b",
    "BaseView.create_blueprint": "731cbc0d777d07d54779495e400b74f5397af7050d13acac63a6fd88505e0ffa",
    "BaseView._register_urls": "4525d3e84732801e63a3548c67c295223a9e3073d4b3536e09b74fbafb62f180",
}
OVERRIDING = {RelaisSecurityManager: SecurityManager, RelaisBuilder: AppBuilder}


def test_the_version_is_the_one_that_was_read():
    assert version("flask-appbuilder") == "5.3.0"


@pytest.mark.parametrize("name", READ)
def test_a_method_we_replace_or_lean_on_is_the_one_that_was_read(name):
    owner, _, method = name.partition(".")
    classes = {found.__name__: found for found in (SecurityManager, AppBuilder, BaseView)}
    source = inspect.getsource(getattr(classes[owner], method))
    assert hashlib.sha256(source.encode()).hexdigest() == READ[name]


def test_every_method_we_replace_is_listed():
    replaced = {
        f"{theirs.__name__}.{name}"
        for ours, theirs in OVERRIDING.items()
        for name in vars(ours)
        if inspect.isroutine(inspect.getattr_static(theirs, name, None)) and not name.startswith("__")
    }
    assert replaced
    assert replaced <= READ.keys()
