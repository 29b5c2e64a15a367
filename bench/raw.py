"""The raw limit of the same run: a bare Flask page that sends the same SQL through psycopg and writes plain text."""

import json
import os
import threading
from typing import Any

import psycopg
from flask import Flask

application = Flask("raw")
_SQL: dict[str, str] = json.loads(os.environ["BENCH_RAW_SQL"])
_own = threading.local()


def _connection() -> "psycopg.Connection[Any]":
    """One connection per thread, kept: what a pool would give at best."""
    if not hasattr(_own, "connection"):
        _own.connection = psycopg.connect(os.environ["BENCH_RAW_URL"], autocommit=True)
    found: psycopg.Connection[Any] = _own.connection
    return found


@application.get("/<name>")
def answer(name: str) -> str:
    """Run the statement of that name and write its rows."""
    rows = _connection().execute(_SQL[name].encode()).fetchall()
    return "\n".join("\t".join(map(str, row)) for row in rows)
