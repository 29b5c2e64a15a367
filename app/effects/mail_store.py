"""The post of a demonstration: messages become ``.eml`` files that the staff can read, for seven days.

They are personal data: the folder is this account's alone, production never has one, and a daily task empties it.
"""

import email
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP, default
from hashlib import sha256
from pathlib import Path

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from app.database import session
from app.effects.models import StoredMail
from app.models import clock

KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class MailStore:
    """Messages under ``folder``, one file each, named by their key: sent again, a message replaces itself."""

    folder: Path

    def take(self, message: EmailMessage, key: str, at: datetime) -> None:
        """Keep ``message``, and its row in the transaction that marks the effect done."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._path(key)
        draft = path.with_suffix(".part")
        with open(draft, "wb", opener=_private) as file:
            file.write(message.as_bytes(policy=SMTP))
        draft.replace(path)
        stored_at = clock.now()
        os.utime(path, (stored_at.timestamp(), stored_at.timestamp()))
        row = insert(StoredMail).values(key=key, stored_at=stored_at)
        session().connection().execute(row.on_conflict_do_nothing(index_elements=[StoredMail.key]))

    def find(self, key: str) -> EmailMessage | None:
        """The message of ``key``, None once it is purged."""
        try:
            content = self._path(key).read_bytes()
        except FileNotFoundError:
            return None
        return email.message_from_bytes(content, _class=EmailMessage, policy=default)

    def messages(self) -> Iterator[EmailMessage]:
        """Every message kept, oldest first."""
        files = sorted(self.folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        for path in files:
            yield email.message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=default)

    def purge(self) -> None:
        """Forget what is older than seven days, files and rows."""
        limit = clock.now() - KEPT
        for path in self.folder.glob("*"):
            if path.stat().st_mtime < limit.timestamp():
                path.unlink(missing_ok=True)
        session().connection().execute(delete(StoredMail).where(StoredMail.stored_at < limit))

    def _path(self, key: str) -> Path:
        return self.folder / f"{sha256(key.encode()).hexdigest()[:32]}.eml"


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
