"""Mail: written from a French text template when it is sent, never before, so that no row holds a person's data."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from flask import Flask, current_app
from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined, select_autoescape

from app.effects.delivery import Sending, Undeliverable, leave
from app.formats import format_day, format_instant, format_money, format_phone
from app.kernel import Kernel
from app.models.kinds import Email, InvalidValue

_EXTENSION = "relais.mail"
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


class Post(Protocol):
    """Where written messages go."""

    def take(self, message: EmailMessage, key: str, at: datetime) -> None:
        """Take charge of ``message``. Taking the same ``key`` twice must not give two messages where that can be
        helped.

        Raises Undeliverable when trying again would not help, any other error when it would.
        """
        ...


@dataclass(frozen=True, slots=True)
class Mail:
    """The mail of one application: the sender, the templates of kernel and add-ons, and the post."""

    sender: str
    templates: Environment
    post: Post


@dataclass(frozen=True, slots=True)
class Letter:
    """A message before its key and date are known."""

    sender: str
    recipient: Address
    subject: str
    text: str
    html: str

    def message(self, key: str, at: datetime) -> EmailMessage:
        """The message, the same to the byte for the same key and instant."""
        name, address = parseaddr(self.sender)
        digest = sha256(key.encode()).hexdigest()[:32]
        message = EmailMessage(policy=SMTP)
        message["From"] = Address(display_name=name, addr_spec=address)
        message["To"] = self.recipient
        message["Subject"] = self.subject
        message["Date"] = format_datetime(at)
        message["Message-ID"] = f"<{digest}@{address.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(self.text, cte="quoted-printable")
        message.add_alternative(self.html, subtype="html", cte="quoted-printable")
        message.set_boundary(f"={digest}=")
        return message


def install_mail(app: Flask, kernel: Kernel, post: Post) -> None:
    """Give ``app`` its mail. Templates are ``kernel/<name>.txt`` and ``<addon>/<name>.txt`` (folder ``documents``)."""
    folders = {"kernel": Path(app.root_path) / "templates" / "mail"}
    folders |= {addon.name: addon.folder / "documents" for addon in kernel.addons}
    templates = Environment(
        loader=PrefixLoader({name: FileSystemLoader(folder) for name, folder in folders.items()}),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters.update(day=format_day, instant=format_instant, money=format_money, phone=format_phone)
    app.extensions[_EXTENSION] = Mail(kernel.settings.mail_from, templates, post)


def post_of(app: Flask) -> Post:
    """Where the mail of ``app`` goes."""
    mail: Mail = app.extensions[_EXTENSION]
    return mail.post


def send_mail(*, to: str, subject: str, template: str, **values: Any) -> None:
    """From a handler: write a message now and send it when the handler's transaction has ended.

    ``template`` is a text (``kernel/invited.txt``): paragraphs separated by empty lines; its HTML form is made from it.
    Each attempt sends the same bytes, with the same Date and Message-ID. Raises OutsideDelivery outside a handler,
    Undeliverable when ``to`` is no address.
    """
    leave(posting(to=to, subject=subject, text=written(template, **values)))


def written(template: str, /, **values: Any) -> str:
    """The text of a template, in French. Raises UndefinedError when a value it names is missing."""
    mail: Mail = current_app.extensions[_EXTENSION]
    return mail.templates.get_template(template).render(**values).strip() + "\n"


def posting(*, to: str, subject: str, text: str) -> Sending:
    """What posts a message, for whoever must know whether it was taken; give it to ``leave`` within a function.

    Raises Undeliverable when ``to`` is no address.
    """
    mail: Mail = current_app.extensions[_EXTENSION]
    paragraphs = [paragraph.strip() for paragraph in re.split(r"\n\s*\n", text) if paragraph.strip()]
    title = CONTROL.sub(" ", subject).strip()
    html = mail.templates.get_template("kernel/message.html").render(paragraphs=paragraphs, title=title)
    letter = Letter(mail.sender, _address(to), title, text, html)
    return lambda key, at: mail.post.take(letter.message(key, at), key, at)


def _address(to: str) -> Address:
    try:
        local, _, domain = Email().clean(to).rpartition("@")
        return Address(username=local, domain=domain)
    except (InvalidValue, ValueError) as error:
        raise Undeliverable from error
