"""One process at a time looks after ``var/``: the supervisor, or a command that needs the embedded server."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class VarInUse(RuntimeError):
    """Another process looks after this folder; the message is a French sentence."""


@contextmanager
def hold(var_dir: Path) -> Iterator[None]:
    """Look after ``var_dir`` inside the block; the lock ends with the process, however it ends. Raises VarInUse."""
    var_dir.mkdir(parents=True, exist_ok=True)
    with (var_dir / "lock").open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise VarInUse(
                f"Relais tourne déjà sur {var_dir} (processus {file.read().strip()}) : "
                "arrêtez-le d’abord, ou donnez un autre dossier par RELAIS_VAR_DIR."
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
