"""The outbox: what must happen outside a transaction is written inside it, and carried out by its one handler later.

outbox.put(RecreditGranted(request.id, note.id))

@handles(RecreditGranted, still=lambda effect: …)
def tell_the_professional(effect: RecreditGranted) -> None: …
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.access.system import beneath
from app.database import Phase, session
from app.effects.effect import Effect, check_declaration
from app.effects.models import OutboxRow, Progress
from app.models import clock
from app.models.pending import Pending

E = TypeVar("E", bound=Effect)

#: The channel workers listen to. A lost notification costs two seconds: workers also look by themselves.
CHANNEL = "relais_effects"
#: With the back-off of ``delivery``, about six hours before an effect shows under «Envois en échec».
ATTEMPTS = 12


class HandlerMissing(LookupError):
    """A bug: nobody handles this effect, it would wait for ever."""


class HandlerTwice(TypeError):
    """A bug: an effect has one handler."""


@dataclass(frozen=True, slots=True)
class Handling(Generic[E]):
    """How effects of one class are carried out."""

    effect: type[E]
    handler: Callable[[E], None]
    still: Callable[[E], bool] | None
    attempts: int


_handlings: dict[str, Handling[Any]] = {}


def handles(
    effect: type[E], *, still: Callable[[E], bool] | None = None, attempts: int = ATTEMPTS
) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Make a function the one handler of ``effect``, a task that knows its row id only.

    It runs as the system, in one transaction that also marks the effect done. A handler never commits; messages it
    sends (``send_mail``) leave when that transaction has ended, under the key of the row. It may run again after a
    kill, so what it writes must bear that. ``still`` is asked first: when the effect has lost its reason (no longer
    published, opposed since), it is withdrawn and nothing runs. After ``attempts`` failures it waits for a person.

    Raises PersonalPayload when the effect could carry a person's data, HandlerTwice for a second handler.
    """
    check_declaration(effect)

    def decorate(handler: Callable[[E], None]) -> Callable[[E], None]:
        if effect.kind in _handlings:
            raise HandlerTwice(effect.kind)
        _handlings[effect.kind] = Handling(effect, handler, still, attempts)
        return handler

    return decorate


def handlings() -> Mapping[str, Handling[Any]]:
    """Every handling of the add-ons switched on, by kind of effect."""
    return MappingProxyType(_handlings)


def put(
    effect: Effect, *, key: str | None = None, due_at: datetime | None = None, expires_at: datetime | None = None
) -> None:
    """Have ``effect`` carried out once the current transaction is committed, and never if it is rolled back.

    Rows are written together at the end of the transaction, with the notification of the workers. ``key`` makes it
    unique: a second effect with the same key is the same effect and changes nothing. It starts at ``due_at``
    (default: now) at the earliest and never after ``expires_at``. Raises HandlerMissing, PersonalPayload.
    """
    if effect.kind not in _handlings:
        raise HandlerMissing(effect.kind)
    now = clock.now()
    row = {
        "kind": effect.kind,
        "state": Progress.WAITING,
        "payload": effect.payload(),
        "key": key or secrets.token_hex(16),
        "created_at": now,
        "due_at": due_at or now,
        "expires_at": expires_at,
        "attempts": 0,
    }
    _pending.put(session(), object(), row)


def _write(within: Session, rows: list[dict[str, Any]]) -> None:
    if not rows:  # each was put inside a savepoint that was rolled back
        return
    connection = beneath("les tâches qui suivent de la transaction")
    connection.execute(insert(OutboxRow).on_conflict_do_nothing(index_elements=[OutboxRow.key]), rows)
    connection.execute(select(func.pg_notify(CHANNEL, "")))


_pending: Pending[dict[str, Any]] = Pending(Phase.OUTBOX, _write)
