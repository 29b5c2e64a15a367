"""Under which account the embedded server runs: PostgreSQL refuses root, and Relais creates no account."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: Accounts that a user namespace shows for everybody it does not map: never to be taken for ours.
OVERFLOW_UID = 65534


class NoAccount(RuntimeError):
    """Nobody can run the server here; the message is a French sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class RunAs:
    """How to start the binaries. ``peer`` is the name the server sees when this very process connects."""

    prefix: tuple[str, ...]
    peer: str
    uid: int | None = None
    gid: int | None = None

    def command(self, *argv: str | Path) -> list[str]:
        """The command line that runs ``argv`` under this account."""
        return [*self.prefix, *(str(word) for word in argv)]

    @property
    def popen(self) -> dict[str, Any]:
        """Arguments of ``subprocess`` that go with ``command``."""
        return {} if self.uid is None else {"user": self.uid, "group": self.gid, "extra_groups": []}

    def give(self, *folders: Path) -> None:
        """Hand over folders that the server must own. They are all below ``var/``."""
        if self.uid is not None and self.gid is not None:
            for folder in folders:
                os.chown(folder, self.uid, self.gid)


def choose(folder: Path, binary: Path) -> RunAs:
    """The account for a server whose files are in ``folder``: this one, or for root a user namespace, else an
    unprivileged account that exists and reaches both paths. Raises NoAccount."""
    if os.geteuid() != 0:
        return RunAs((), pwd.getpwuid(os.geteuid()).pw_name)
    return _namespace() or _existing(folder, binary)


def _namespace() -> RunAs | None:
    unshare = shutil.which("unshare")
    mapped = next((entry for entry in pwd.getpwall() if entry.pw_uid not in (0, OVERFLOW_UID)), None)
    if unshare is None or mapped is None:
        return None
    prefix = (unshare, "--user", f"--map-user={mapped.pw_uid}", f"--map-group={mapped.pw_gid}")
    return RunAs(prefix, mapped.pw_name) if _succeeds([*prefix, "true"]) else None


def _existing(folder: Path, binary: Path) -> RunAs:
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        account = RunAs((), "root", entry.pw_uid, entry.pw_gid)
        reach = ["/bin/sh", "-c", 'cd "$1" && test -x "$2"', "sh", str(folder.parent), str(binary)]
        if _succeeds(reach, **account.popen):
            return account
    raise NoAccount(
        f"PostgreSQL ne démarre pas sous root et aucun compte sans privilège n’atteint {folder} : "
        "lancez Relais sous un compte ordinaire, ou donnez RELAIS_DATABASE_URL."
    )


def _succeeds(argv: Sequence[str], **options: Any) -> bool:
    return subprocess.run(argv, check=False, capture_output=True, **options).returncode == 0
