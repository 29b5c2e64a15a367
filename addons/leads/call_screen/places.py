"""Suggestions of places: an exact commune with one of its postal codes, by name, postal code or INSEE code.

Nothing is guessed: the agent chooses a line, and the line names both.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, or_, select
from sqlalchemy.orm import aliased

from addons.zones.models import Commune, Department, PostalCode
from app.database import session
from app.models.words import normalise
from app.records.view import view_of

MOST = 10
LONGEST_TYPED = 100
#: From three characters on, it is a postal or INSEE code; «8» and «11» still are the number of an arrondissement.
_CODE = re.compile(r"\d[\dab]\d{1,3}")
#: As people write and say them, and as the official names do.
_IN_FULL = {"st": "saint", "ste": "sainte"}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A commune under one of its postal codes."""

    commune_id: int
    postal_code: str
    name: str
    department: str
    code: str

    @property
    def label(self) -> str:
        """What the field shows once it is chosen: ``30000 Nîmes``, ``13008 Marseille 8e``."""
        return f"{self.postal_code} {self.name.removesuffix(' Arrondissement')}"

    @property
    def note(self) -> str:
        """What tells namesakes apart: ``Gard (INSEE 30189)``."""
        return f"{self.department} (INSEE {self.code})"


def suggest(text: str) -> list[Suggestion]:
    """At most ten places whose name, postal code or INSEE code begins with each word of ``text``.

    The very name first, then names that begin so, then the most peopled. Paris, Lyon and Marseille are named by their
    arrondissements, each a commune of its own for who travels there. Raises Forbidden when communes may not be read.
    """
    words = [_IN_FULL.get(word, word) for word in normalise(text[:LONGEST_TYPED]).split()]
    if not words:
        return []
    part = aliased(Commune)
    statement = (
        select(Commune.id, PostalCode.code, Commune.name, Department.name, Commune.code)
        .join(PostalCode, PostalCode.commune_id == Commune.id)
        .join(Department, Department.id == Commune.department_id)
        .where(
            view_of(Commune).matching(" ".join(words)),
            ~select(part.id).where(part.parent_id == Commune.id).exists(),
            *(_coded(word) for word in words if _CODE.fullmatch(word)),
        )
        .order_by(*_order(words), PostalCode.code)
        .limit(MOST)
    )
    return [Suggestion(*row) for row in session().execute(statement)]


def named(commune: Commune, postal_code: str) -> Suggestion:
    """The place of a draft, as its field shows it."""
    return Suggestion(commune.id, postal_code, commune.name, commune.department.name, commune.code)


def _coded(word: str) -> ColumnElement[bool]:
    """A commune has several postal codes: the one that was typed is the one that is offered."""
    return or_(PostalCode.code.startswith(word), Commune.code.startswith(word.upper()))


def _order(words: Sequence[str]) -> tuple[ColumnElement[Any], ...]:
    name = " ".join(word for word in words if not _CODE.fullmatch(word))
    begins = case((Commune.name_key == name, 0), (Commune.name_key.startswith(name), 1), else_=2)
    return begins, Commune.population.desc().nulls_last(), Commune.name_key.asc()
