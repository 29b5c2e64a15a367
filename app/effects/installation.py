"""How an application gets its mail and the kernel’s own daily tasks."""

from flask import Flask

from app.effects import tasks  # noqa: F401  # declares the kernel's schedules
from app.effects.mail import install_mail
from app.effects.mail_pages import install_pages
from app.effects.mail_store import MailStore
from app.effects.smtp import Smtp
from app.kernel import Kernel


def install(app: Flask, kernel: Kernel) -> None:
    """Give the application its mail: a server when one is set, else the embedded store and its pages.

    Raises SettingsError when the server's address is wrong.
    """
    if kernel.settings.smtp_url:
        install_mail(app, kernel, Smtp.at(kernel.settings.smtp_url))
        return
    store = MailStore(kernel.settings.var_dir / "mail")
    install_mail(app, kernel, store)
    install_pages(app, store)
