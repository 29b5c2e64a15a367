"""Listens to flushes and transitions, and drafts what they mean for history."""

from typing import Any

from flask import Flask
from sqlalchemy import inspect
from sqlalchemy.event import listens_for
from sqlalchemy.orm import Session, object_session

from app.database import RelaisSession, session
from app.kernel import Kernel
from app.models.base import Base
from app.models.choices import Choice
from app.models.description import describe, state_field
from app.models.history.changes import Parent, Sealer, changed, id_of, merge, parent_id, parent_of, whole
from app.models.history.drafts import REASON, Draft, pending
from app.models.workflow import Transition, state_changed

#: Set in ``session.info`` while numbers are taken: a number is not an edit, and nothing is written after it.
SILENT = "history_silent"

_sealer: Sealer | None = None


def install(app: Flask, kernel: Kernel) -> None:
    """Give history the key that seals personal values."""
    global _sealer  # noqa: PLW0603  # one key per process
    _sealer = Sealer(kernel.settings.secret_key.encode())


def _seal() -> Sealer:
    if _sealer is None:
        raise RuntimeError("history has no key: history.install() was not called")
    return _sealer


@state_changed.connect
def _moved(sender: type[Base], *, record: Base, transition: Transition, old: Choice) -> None:
    described = state_field(sender)
    if described is None or not record.recorded:
        return
    within = object_session(record) or session()
    draft = Draft(
        sender,
        record,
        "transition",
        transition=transition.name,
        changes={described.name: [old.code, transition.to.code]},
        reason=within.info.get(REASON),
    )
    state = inspect(record)
    pending.put(within, state, [*(pending.find(within, state) or ()), draft])


@listens_for(RelaisSession, "after_flush")
def _collect(within: Session, context: Any) -> None:
    if within.info.get(SILENT):
        return
    flushed = (("create", within.new), ("write", within.dirty), ("delete", within.deleted))
    told = [
        # A line taken off its parent is no longer wanted: deleted by this flush, yet only "dirty" for the session.
        ("delete" if context.is_deleted(inspect(record)) else event, record)
        for event, records in flushed
        for record in records
        if isinstance(record, Base) and record.recorded
    ]
    for event, record in told:
        if parent_of(type(record)) is None:
            _tell(within, event, record)
    created = {(type(record), id_of(record)): record for event, record in told if event == "create"}
    for event, record in told:
        if (parent := parent_of(type(record))) is not None:
            holder_id = parent_id(record, parent)
            if holder_id is not None:
                holder = created.get((parent.model, holder_id)) or _in_memory(within, parent.model, holder_id)
                _tell_line(within, event, record, parent, holder or holder_id)


def _tell(within: Session, event: str, record: Base) -> None:
    state = inspect(record)
    group = pending.find(within, state) or []
    draft = Draft(type(record), record, event, reason=within.info.get(REASON))
    if event == "create":
        pending.put(within, state, [draft, *group])
        return
    if group and group[0].event == "create":
        return
    if event == "delete":
        draft.changes = whole(record, _seal(), new=False)
        pending.put(within, state, [*group, draft])
        return
    changes = changed(record, _seal())
    moved = state_field(type(record))
    if moved is not None and any(earlier.event == "transition" for earlier in group):
        changes.pop(moved.name, None)
    if changes:
        if not group:
            pending.put(within, state, group := [draft])
        merge(group[-1].changes, changes)


def _tell_line(within: Session, event: str, record: Base, parent: Parent, holder: Base | int) -> None:
    """A line is told on its parent, unless the parent is itself created or deleted with it."""
    changes = changed(record, _seal()) if event == "write" else whole(record, _seal(), new=event == "create")
    changes = {
        name: change
        for name, change in changes.items()
        if describe(type(record))[name].attribute.key != parent.foreign_key
    }
    key = (parent.model, holder) if isinstance(holder, int) else inspect(holder)
    group = pending.find(within, key) or []
    if not changes or (group and (group[0].event == "create" or group[-1].event == "delete")):
        return
    if not group:
        group = [Draft(parent.model, holder, "write", reason=within.info.get(REASON))]
        pending.put(within, key, group)
    lines = group[-1].changes.setdefault(parent.lines, {"lines": []})
    lines["lines"].append({"id": id_of(record), "event": event, "changes": changes})


def _in_memory(within: Session, model: type[Base], record_id: int) -> Base | None:
    return within.identity_map.get(inspect(model).identity_key_from_primary_key((record_id,)))
