"""«Me» in a condition: the acting person as bound parameters, so that one compiled condition serves everybody.

A grant's ``where`` is called once, at start, with ``Me``. Each attribute it reads becomes a parameter filled from the
acting account when a statement runs. Hence SQL caching, and hence no accident with an absent fact: ``= NULL`` is true
of no row, where Python's None would have become ``IS NULL`` and opened every row without an owner.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, String, bindparam
from sqlalchemy.types import TypeEngine

from app.access.identity import Account, NoIdentity, current

#: What every account has, whatever add-ons declare.
OWN: Mapping[str, TypeEngine[Any]] = {
    "id": BigInteger(),
    "username": String(),
    "email": String(),
    "operator_id": BigInteger(),
    "operator_ids": ARRAY(BigInteger()),
}


class Me:
    """Stands for the acting account while conditions are built. ``facts`` gives the SQL type of each declared fact.

    Lists are compared with ``any_(me.operator_ids)``. Testing an attribute in Python is refused by SQLAlchemy at start:
    a condition is SQL.
    """

    def __init__(self, facts: Mapping[str, TypeEngine[Any]]) -> None:
        self._types = {**OWN, **facts}

    def __getattr__(self, name: str) -> ColumnElement[Any]:
        if name.startswith("__"):
            raise AttributeError(name)
        type_ = self._types.get(name)
        if type_ is None:
            raise AttributeError(f"no add-on declares the fact {name}")
        return self._attribute(name, type_)

    def _attribute(self, name: str, type_: TypeEngine[Any]) -> ColumnElement[Any]:
        return bindparam(f"me_{name}", callable_=lambda: _of_the_account(name), type_=type_, unique=True)


def _of_the_account(name: str) -> Any:
    identity = current()
    if not isinstance(identity, Account):
        raise NoIdentity
    value = getattr(identity, name)
    return list(value) if isinstance(value, tuple) else value
