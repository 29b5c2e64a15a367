"""The flush check: rows an account creates, changes and deletes must be within its grants, before and after the change.

One SELECT per model and word, none where the grant has no condition. A row changed by a transition needs the word of
that transition instead of ``write``: the matrix may let a role decide what it may not edit.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import event, inspect, or_, select, tuple_
from sqlalchemy.orm import InstanceState, Session, UOWTransaction, object_session

from app.access.grants import Model
from app.access.identity import Account, current
from app.access.in_force import rules_in_force
from app.access.rules import Rules
from app.access.system import privileged
from app.database import RelaisSession
from app.errors import Forbidden, NotFound
from app.models.base import Base
from app.models.description import state_field
from app.models.workflow import Transition, state_changed

_CHECK = privileged("contrôle de l’écriture")

Words = frozenset[str]
Batches = dict[tuple[Model, Words], list[Any]]
WRITE: Words = frozenset({"write"})


@event.listens_for(RelaisSession, "before_flush")
def _check_rows_as_they_stand(session: Session, context: UOWTransaction, instances: Any) -> None:
    account = current()
    if not isinstance(account, Account):
        return
    batches: Batches = defaultdict(list)
    for record in session.deleted:
        batches[type(record), frozenset({"delete"})].append(record)
    for record in session.dirty:
        if _is_orphan(record):
            batches[type(record), frozenset({"delete"})].append(record)
        elif session.is_modified(record):
            batches[type(record), _words_to_change(session, record)].append(record)
    for model, records in _outside(session, account, batches):
        rules = rules_in_force()
        readable = _ids_among(session, model, records, rules.condition(model, "read", account))
        raise Forbidden if len(readable) == len(records) else NotFound


@event.listens_for(RelaisSession, "after_flush")
def _check_rows_as_they_became(session: Session, context: UOWTransaction) -> None:
    account = current()
    if not isinstance(account, Account):
        return
    rules = rules_in_force()
    batches: Batches = defaultdict(list)
    for record in session.new:
        batches[type(record), frozenset({"create"})].append(record)
    for record in session.dirty:
        if not _is_orphan(record) and _crosses(session, rules, account, record):
            batches[type(record), _words_to_change(session, record)].append(record)
    for _model, _records in _outside(session, account, batches):
        raise Forbidden


def _outside(session: Session, account: Account, batches: Batches) -> Iterator[tuple[Model, list[Any]]]:
    """Batches that hold a row on which the account carries none of the words."""
    rules = rules_in_force()
    for (model, words), records in batches.items():
        asked = [word for word in words if not _kernel_writes(rules, model, word)]
        if len(asked) < len(words) or any(rules.is_unconditional(model, word, account) for word in asked):
            continue
        condition = or_(*(rules.condition(model, word, account) for word in asked))
        if len(_ids_among(session, model, records, condition)) < len(records):
            yield model, records


def _kernel_writes(rules: Rules, model: Model, word: str) -> bool:
    """Whether only the kernel does this to rows of its own tables (history, outbox): nobody is granted the word."""
    return model.__module__.startswith("app.") and not rules.is_granted(word, model)


def _ids_among(session: Session, model: Model, records: Sequence[Any], condition: Any) -> Sequence[Any]:
    mapper = inspect(model)
    keys = [mapper.primary_key_from_instance(record) for record in records]
    statement = select(*mapper.primary_key).where(tuple_(*mapper.primary_key).in_(keys), condition)
    with session.no_autoflush:
        return session.execute(statement, execution_options=_CHECK).all()


def _is_orphan(record: Any) -> bool:
    state: InstanceState[Any] = inspect(record)
    return bool(state.mapper._is_orphan(state))


def _crosses(session: Session, rules: Rules, account: Account, record: Any) -> bool:
    """Whether a change may have moved the row across the wall: a column its condition reads has changed."""
    model, state = type(record), inspect(record)
    words = _words_to_change(session, record)
    columns = {column for word in words for column in rules.columns_used(model, word, account)}
    if words != WRITE and (workflow := state_field(model)):
        columns.discard(workflow.name)
    return any(state.attrs[column].history.has_changes() for column in columns)


def _words_to_change(session: Session, record: Any) -> Words:
    performed: Words = session.info.get("performed", {}).get(inspect(record), frozenset())
    return WRITE | performed


def _remember(model: Model, *, record: Base, transition: Transition, **more: Any) -> None:
    session = object_session(record)
    if session is not None:
        performed = session.info.setdefault("performed", {})
        performed[inspect(record)] = performed.get(inspect(record), frozenset()) | {transition.may}


state_changed.connect(_remember)


@event.listens_for(RelaisSession, "after_transaction_end")
def _forget(session: Session, transaction: Any) -> None:
    if transaction.parent is None:
        session.info.pop("performed", None)
