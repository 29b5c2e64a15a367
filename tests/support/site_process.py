"""Running an installation as people do: processes of their own, settings in the environment."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path

from app.settings import Settings, variable

PATIENCE = 120


def environment(settings: Settings) -> dict[str, str]:
    """The variables that make another process read the same settings."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("RELAIS_")}
    given = {variable(item): getattr(settings, item.name) for item in fields(Settings)}
    own = {
        name: ",".join(value) if isinstance(value, tuple) else str(value)
        for name, value in given.items()
        if value is not None
    }
    return inherited | own


def relais(
    environ: Mapping[str, str], *arguments: str, folder: Path | None = None
) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end; ``folder`` holds another copy of the code."""
    command = [sys.executable, "-m", "app.cli", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environ, capture_output=True, text=True, timeout=PATIENCE * 3, check=False
    )


@contextmanager
def web(settings: Settings, log: Path, folder: Path | None = None, *, served: str = "application") -> Iterator[str]:
    """The web of an installation, or its ``portal``, served by gunicorn inside the block. Gives its address."""
    command = [sys.executable, "-m", "gunicorn", "--config", "python:app.gunicorn_conf", f"app.web:{served}"]
    address = settings.base_url if served == "application" else settings.portal_url
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, env=environment(settings), stdout=output, stderr=subprocess.STDOUT
        )
    try:
        wait_until_it_answers(address, process, log)
        yield address
    finally:
        process.terminate()
        process.wait(PATIENCE)


def wait_until_it_answers(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    limit = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < limit:
        try:
            urllib.request.urlopen(f"{address}/health/live", timeout=5).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"the web never answered:\n{log.read_text()}")
