"""The companies an account works for, by name: for the switch in the side bar."""

from datetime import timedelta

from flask import Flask, current_app
from sqlalchemy import inspect, select

from app.access.identity import Account
from app.access.login_sessions import choose_operator
from app.access.system import as_system
from app.database import session
from app.errors import NotFound
from app.models import clock
from app.models.base import Base
from app.models.owned import OPERATORS
from app.screens.shell import name_operators

_NAMES = "relais.operator_names"
#: Names change once in a blue moon and are shown on every page: each process reads them again after a minute.
FRESH = timedelta(minutes=1)


def install(app: Flask) -> None:
    """Name the companies in the side bar."""
    name_operators(app, names)


def names(account: Account) -> list[tuple[int, str]]:
    """Id and name of each company the account works for, the default one first."""
    if not account.operator_ids:
        return []
    read_at, known = current_app.extensions.get(_NAMES, (None, {}))
    if read_at is None or clock.now() - read_at > FRESH or not known.keys() >= set(account.operator_ids):
        known = _read()
        current_app.extensions[_NAMES] = (clock.now(), known)
    return [(id, known[id]) for id in account.operator_ids if id in known]


def work_for(account: Account, operator_id: int) -> None:
    """Choose a company for this session. Raises NotFound for one the account does not work for."""
    if operator_id not in account.operator_ids or account.session_id is None:
        raise NotFound
    choose_operator(account.session_id, operator_id)


def _read() -> dict[int, str]:
    model: type[Base] = next(mapper.class_ for mapper in Base.registry.mappers if mapper.local_table.name == OPERATORS)
    columns = [getattr(model, name) for name in model.title]
    with as_system("noms des entreprises"):
        rows = session.execute(select(inspect(model).primary_key[0], *columns)).all()
    return {row[0]: " – ".join(str(value) for value in row[1:] if value is not None) for row in rows}
