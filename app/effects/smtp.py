"""The post of real installations: a mail server, spoken to with time limits and verified TLS."""

import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Literal, Self
from urllib.parse import unquote, urlsplit

from app.effects.delivery import Undeliverable
from app.loopback import is_loopback
from app.settings import SettingsError

#: For each exchange with the server; a message that takes longer is tried again later.
TIMEOUT_SECONDS = 10.0
PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True, slots=True)
class Smtp:
    """A mail server. Certificates are verified with ``tls``, the system's authorities by default."""

    host: str
    port: int
    security: Literal["none", "starttls", "tls"]
    user: str = ""
    password: str = ""
    tls: ssl.SSLContext | None = None
    timeout: float = TIMEOUT_SECONDS

    @classmethod
    def at(cls, url: str) -> Self:
        """The server of ``smtps://user:password@host`` or ``smtp://…``, where STARTTLS is required beyond this machine.

        Raises SettingsError for another form.
        """
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.hostname:
            raise SettingsError("RELAIS_SMTP_URL : adresse attendue, de la forme smtp://utilisateur:mot-de-passe@hôte.")
        security: Literal["none", "starttls", "tls"] = "tls" if parts.scheme == "smtps" else "starttls"
        if security == "starttls" and is_loopback(parts.hostname):
            security = "none"
        return cls(
            parts.hostname,
            parts.port or PORTS[parts.scheme],
            security,
            unquote(parts.username or ""),
            unquote(parts.password or ""),
        )

    def take(self, message: EmailMessage, key: str, at: datetime) -> None:
        """Send ``message``. Raises Undeliverable when the server refuses the recipient or the message for good."""
        with self._connect() as server:
            if self.security == "starttls":
                server.starttls(context=self.tls or ssl.create_default_context())
            if self.user:
                server.login(self.user, self.password)
            try:
                server.send_message(message)
            except smtplib.SMTPRecipientsRefused as error:
                if all(code >= 500 for code, _reason in error.recipients.values()):
                    raise Undeliverable from error
                raise
            except smtplib.SMTPDataError as error:
                if error.smtp_code >= 500:
                    raise Undeliverable from error
                raise
            except smtplib.SMTPNotSupportedError as error:  # an address in letters this server does not know
                raise Undeliverable from error

    def _connect(self) -> smtplib.SMTP:
        if self.security == "tls":
            context = self.tls or ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout, context=context)
        return smtplib.SMTP(self.host, self.port, timeout=self.timeout)
