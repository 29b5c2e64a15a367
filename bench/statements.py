"""How many SQL statements a page sends, counted inside one process: the figure that no noise changes."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from app import create_app
from app.addons import discover
from app.settings import Settings
from bench.addon import addon
from bench.servers import PASSWORD, USERNAME


def per_page(settings: Settings, paths: dict[str, str]) -> dict[str, int]:
    """Statements by name of page, identification included, once caches are warm."""
    client = create_app(settings, addons=(*discover(), addon)).test_client()
    _sign_in(client)
    found = {}
    for name, path in paths.items():
        client.get(path)
        with _counting() as sent:
            client.get(path)
        found[name] = len(sent)
    return found


def _sign_in(client: FlaskClient) -> None:
    page = client.get("/connexion").get_data(as_text=True)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token is not None
    client.post("/connexion", data={"username": USERNAME, "password": PASSWORD, "csrf_token": token[1]})


@contextmanager
def _counting() -> Iterator[list[str]]:
    sent: list[str] = []

    def note(connection: object, cursor: object, statement: str, *others: object) -> None:
        sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)
