"""The bytes that are hashed: anybody can rebuild them from the columns with a JSON library and nothing else."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from app.models.choices import Choice

START = "0" * 64
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/-]{0,99}")
LONG_NUMBER = re.compile(r"[0-9]{9,}")


class PersonalFact(TypeError):
    """A bug: a fact of the journal is a text that could name or reach a person; ``sealed`` makes it comparable only."""


def facts_text(facts: Mapping[str, Any]) -> str:
    """``facts`` as canonical JSON: sorted names, no spaces, ASCII, amounts and dates as text.

    Values are numbers, flags, amounts, days, instants, choices, short codes, sealed values, or lists of these. Raises
    PersonalFact for anything else.
    """
    return _json({name: _fact(name, value) for name, value in facts.items()})


def link_hash(sequence: int, previous: str, row: Mapping[str, Any]) -> str:
    """SHA-256, in hexadecimal, of the canonical JSON of a journal row at its place after ``previous``."""
    values = {**row, "at": _instant(row["at"])}
    return sha256(_json({"sequence": sequence, "previous": previous, "row": values}).encode()).hexdigest()


def _fact(name: str, value: Any) -> Any:
    fact: Any
    match value:
        case None | bool() | int():
            fact = value
        case Decimal():
            fact = str(value)
        case datetime():
            fact = _instant(value)
        case date():
            fact = value.isoformat()
        case Choice():
            fact = value.code
        case list() | tuple():
            fact = [_fact(name, item) for item in value]
        case str() if CODE.fullmatch(value) and not LONG_NUMBER.fullmatch(value):
            fact = value
        case _:
            raise PersonalFact(name)
    return fact


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))
