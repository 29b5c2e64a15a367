"""``Idempotency-Key``: a program that repeats a POST, not knowing whether it was heard, has it done once.

The key is taken in the transaction of the work: a second request with it waits for the first, then gets its answer.
Work that was refused leaves no trace, so that it may be tried again.
"""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Response, jsonify, request
from sqlalchemy import BigInteger, Column, Index, Row, SmallInteger, String, Table, delete, select, update
from sqlalchemy.dialects.postgresql import JSONB, insert

from app.access.identity import Account, NoIdentity, author
from app.access.system import beneath
from app.database import commit
from app.errors import DomainError
from app.i18n import _l
from app.models.base import Base
from app.models.clock import now
from app.models.types import UtcDateTime
from app.privacy.declarations import Category, Subject, free_text, not_personal, personal

HEADER = "Idempotency-Key"
LONGEST_KEY = 200
#: For how long a repeated request gets the answer of the first.
KEPT = timedelta(hours=24)
_REASON = "clé d’idempotence"
_KEPT_WORDS = "24 heures"

idempotency_key = Table(
    "idempotency_key",
    Base.metadata,
    Column(
        "account_id",
        BigInteger,
        primary_key=True,
        info={"personal": personal(Subject.ANY, Category.CONNECTION, purpose="requêtes répétées", kept=_KEPT_WORDS)},
    ),
    Column("key", String(LONGEST_KEY), primary_key=True, info={"personal": not_personal("tirée par un programme")}),
    Column("request", String(64), nullable=False, info={"personal": not_personal("empreinte de la requête")}),
    Column("record_id", BigInteger, info={"personal": not_personal("numéro de la fiche créée")}),
    Column("status", SmallInteger, info={"personal": not_personal("code HTTP")}),
    Column("answer", JSONB, info={"personal": free_text(kept=_KEPT_WORDS)}),
    Column("created_at", UtcDateTime(), nullable=False, info={"personal": not_personal("instant de la requête")}),
    Index(None, "created_at"),
)

Answer = tuple[Any, int]


class BadKey(DomainError):
    """The key is too long or is not printable text."""

    status = 400
    sentence = _l("L’en-tête Idempotency-Key compte de 1 à 200 caractères imprimables.")


class KeyReused(DomainError):
    """The key already served for another request."""

    sentence = _l("Cette clé d’idempotence a déjà servi pour une autre requête.")


def once(work: Callable[[], int], answer: Callable[[int], Answer]) -> Response:
    """Do ``work`` and commit, then answer about the record whose id it returns; with a key, only the first time.

    Raises KeyReused, BadKey, and what the work raises.
    """
    key = request.headers.get(HEADER)
    if key is None:
        id_ = work()
        commit()
        return _response(*answer(id_))
    if not (1 <= len(key) <= LONGEST_KEY and key.isprintable()):
        raise BadKey
    if take(key, _asked()):
        id_ = work()
        keep(key, record_id=id_)
        commit()
    else:
        first = first_answer(key, _asked())
        if first.answer is not None:
            return _response(first.answer, first.status)
        id_ = first.record_id  # the first request was cut between its work and its answer
    body, status = answer(id_)
    keep(key, answer=body, status=status)
    commit()
    return _response(body, status)


def take(key: str, asked: bytes) -> bool:
    """Reserve the key for what is asked in this transaction; waits for another one that holds it.

    False when it already served.
    """
    statement = (
        insert(idempotency_key)
        .values(account_id=_asker().id, key=key, request=_fingerprint(asked), created_at=now())
        .on_conflict_do_nothing()
        .returning(idempotency_key.c.key)
    )
    return beneath(_REASON).scalar(statement) is not None


def _asker() -> Account:
    """The person whose key it is, also when the system carries out the work for that person."""
    person = author()
    if person is None:
        raise NoIdentity
    return person


def first_answer(key: str, asked: bytes) -> Row[Any]:
    """What is known of the first request with this key. Raises KeyReused when it asked for something else."""
    found = beneath(_REASON).execute(select(idempotency_key).where(*_own(key))).one()
    if found.request != _fingerprint(asked):
        raise KeyReused
    return found


def keep(key: str, **values: Any) -> None:
    """Keep what became of the request with this key, and forget those of the day before."""
    connection = beneath(_REASON)
    connection.execute(update(idempotency_key).where(*_own(key)).values(**values))
    connection.execute(delete(idempotency_key).where(idempotency_key.c.created_at < now() - KEPT))


def _own(key: str) -> tuple[Any, Any]:
    return idempotency_key.c.account_id == _asker().id, idempotency_key.c.key == key


def _asked() -> bytes:
    """What makes two requests the same: method, address and body."""
    return b"\0".join((request.method.encode(), request.full_path.encode(), request.get_data()))


def _fingerprint(asked: bytes) -> str:
    return hashlib.sha256(asked).hexdigest()


def _response(body: Any, status: int) -> Response:
    response = jsonify(body)
    response.status_code = status
    return response
