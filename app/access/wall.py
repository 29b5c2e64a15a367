"""The ORM wall: every statement of an account only reaches the rows its grants open.

Conditions are attached to the models a statement names, found by walking it, never to all models. Options are built
once per model, word and set of roles. The system and the identification pass; nobody passes nowhere.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState
from sqlalchemy.sql.base import ExecutableOption

from app.access.errors import BeneathTheWall
from app.access.identity import Account, IdentitySwitched, NoIdentity, current
from app.access.in_force import rules_in_force
from app.access.rules import Rules
from app.access.system import REASON
from app.access.unopened import load_opened
from app.access.walk import Named, walk
from app.database import RelaisSession, login_role


@event.listens_for(RelaisSession, "do_orm_execute")
def _filter(state: ORMExecuteState) -> None:
    identity = current()
    if identity is None:
        raise NoIdentity
    if not isinstance(identity, Account):
        return
    _same_account(state.session.info, identity)
    if REASON in state.execution_options:
        _refuse_records(state)
        return
    rules = rules_in_force()
    if _is_look_at_rows(state) and rules.are_attached(state.statement):
        return
    named = walk(state.statement)
    bare = named.bare if state.is_relationship_load else named.bare + named.listed
    if bare:
        raise BeneathTheWall(f"{bare[0]} : une requête sans modèle ne passe que par app.access.system")
    if not named.mappers:
        return
    if state.is_insert or _by_primary_keys(state):
        raise BeneathTheWall("INSERT ou UPDATE en masse : passez par la session, chaque ligne y est vérifiée")
    if state.is_update:
        _refuse_crossing(state, rules, identity)
    statement: Any = state.statement
    if state.is_column_load and state.bind_mapper is not None:  # a refresh ignores the option on its own entity
        statement = statement.where(rules.condition(state.bind_mapper.class_, "read", identity))
    state.statement = statement.options(*_options(state, named, rules, identity))


def _options(state: ORMExecuteState, named: Named, rules: Rules, identity: Account) -> list[ExecutableOption]:
    word = "delete" if state.is_delete else "write" if state.is_update else "read"
    options: list[ExecutableOption] = [
        rules.criteria(mapper.class_, word if mapper is state.bind_mapper else "read", identity)
        for mapper in named.mappers - named.joined
    ]
    options += [rules.criteria(mapper.class_, "read", identity, joined=True) for mapper in named.joined]
    if login_role(identity) == "portal":
        options.append(load_opened(rules))
    return options


def _same_account(info: dict[Any, Any], identity: Account) -> None:
    who = (identity.id, identity.operator_id, identity.roles)
    if info.setdefault("account", who) != who:
        raise IdentitySwitched


def _refuse_records(state: ORMExecuteState) -> None:
    descriptions: Sequence[Any] = getattr(state.statement, "column_descriptions", ())
    if any(isinstance(item["expr"], type) for item in descriptions):
        raise BeneathTheWall("une requête privilégiée lit des colonnes, pas des fiches")


def _is_look_at_rows(state: ORMExecuteState) -> bool:
    """Whether SQLAlchemy itself looks at the rows of a bulk change, with the conditions of that change."""
    return state.is_select and not (state.is_relationship_load or state.is_column_load)


def _by_primary_keys(state: ORMExecuteState) -> bool:
    return state.is_update and isinstance(state.parameters, Sequence)


def _refuse_crossing(state: ORMExecuteState, rules: Rules, account: Account) -> None:
    """A bulk update may not set what its own condition reads: no row could be checked after the change."""
    assert state.bind_mapper is not None
    columns = rules.columns_used(state.bind_mapper.class_, "write", account)
    changed = {getattr(column, "key", column) for column in getattr(state.statement, "_values", None) or ()}
    if columns & changed:
        raise BeneathTheWall("UPDATE en masse d’une colonne dont le droit dépend : passez par la session")
