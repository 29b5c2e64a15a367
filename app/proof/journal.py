"""The journal: what was decided, by whom, about which record, in the transaction that decided it.

journal.record("order.paid", Order, order.id, {"amount_ttc": order.amount_ttc, "terms": order.terms.code})
"""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.access.identity import author
from app.access.system import beneath
from app.database import Phase, session
from app.kernel import kernel_of
from app.models import clock
from app.models.base import Base
from app.models.description import named
from app.models.pending import Pending
from app.proof.canonical import facts_text
from app.proof.tables import journal_row


def record(kind: str, model: type[Base] | None, record_id: int | None, facts: Mapping[str, Any]) -> None:
    """Write a row of the journal with the current transaction, or never if it is rolled back.

    ``facts`` holds no personal data: numbers, dates, codes, and ``sealed`` values. Raises PersonalFact otherwise.
    """
    acting = author()
    row = {
        "at": clock.now(),
        "kind": kind,
        "subject_model": named(model) if model is not None else None,
        "subject_id": record_id,
        "actor_id": acting.id if acting else None,
        "facts": facts_text(facts),
    }
    _pending.put(session(), object(), row)


def sealed(value: str) -> str:
    """A keyed hash of a personal value: the same value gives the same seal, and only the key's holder can try
    values.
    """
    key = hmac.digest(kernel_of().settings.secret_key.encode(), b"journal", "sha256")
    return "hmac:" + hmac.new(key, value.encode(), hashlib.sha256).hexdigest()


def _write(within: Session, rows: list[dict[str, Any]]) -> None:
    if rows:  # none is left when each was recorded inside a savepoint that was rolled back
        beneath("journal de la transaction").execute(insert(journal_row), rows)


_pending: Pending[dict[str, Any]] = Pending(Phase.JOURNAL, _write)
