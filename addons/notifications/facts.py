"""The facts of a message as JSON: amounts, days, instants, choices, flags, numbers and short public words.

Names tell what a value is when it is read back: ``…_ht`` and ``…_ttc`` are amounts, ``…_on`` days, ``…_at`` instants.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from app.models.choices import Choice
from app.proof.canonical import PersonalFact

LONGEST = 120
#: A telephone number, however its digits are grouped, and an e-mail address.
_REACHES = re.compile(r"@|(?:\d[ .\u00a0\u202f-]?){9,}")
#: The numbers of our own documents and requests: FA2026-000123, DI-2026-000123.
_REFERENCE = re.compile(r"\b[A-Z]{2,4}-?\d{4}-\d{6}\b")
_READ: Mapping[str, Callable[[str], Any]] = {
    "ht": Decimal,
    "ttc": Decimal,
    "on": date.fromisoformat,
    "at": datetime.fromisoformat,
}


def to_json(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as they are kept. Raises PersonalFact for a text that could reach a person, and for any other type."""
    return {name: _plain(name, value) for name, value in facts.items()}


def from_json(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as templates use them."""
    return {name: _typed(name, value) for name, value in facts.items()}


def _plain(name: str, value: Any) -> Any:
    plain: Any
    match value:
        case None | bool() | int():
            plain = value
        case Decimal():
            plain = str(value)
        case datetime():
            plain = value.astimezone(UTC).isoformat()
        case date():
            plain = value.isoformat()
        case Choice():
            plain = str(value.label)
        case str() if len(value) <= LONGEST and not _REACHES.search(_REFERENCE.sub("", value)):
            plain = value
        case _:
            raise PersonalFact(name)
    return plain


def _typed(name: str, value: Any) -> Any:
    read = _READ.get(name.rpartition("_")[2])
    return read(value) if read is not None and isinstance(value, str) else value
