"""The professionals' portal: a process of its own, its pages, and the desk where it has its changes made."""

from flask import Flask

from app.api.token import give_token
from app.kernel import Kernel
from app.portal import desk_client, pages, shell


def install(app: Flask, kernel: Kernel) -> None:
    """Serve the pages of professionals: ours, then ``PAGES`` of the part ``portal`` of each add-on switched on.

    Programs sign in as at the back office, for what add-ons serve under ``/api/v1/portal/``.
    """
    shell.install(app, kernel)
    desk_client.install(app, kernel.settings.desk_url)
    app.register_blueprint(pages.pages)
    app.add_url_rule("/api/v1/security/login", view_func=give_token, methods=["POST"])
    for addon in kernel.active:
        for blueprint in getattr(addon.part("portal"), "PAGES", ()):
            app.register_blueprint(blueprint)
