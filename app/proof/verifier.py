"""The verifier: reads the whole journal and names the first row that is not what was chained.

What it cannot see alone: the last rows removed together with their links, or everything hashed again. An anchor of the
head kept outside the database shows both.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, except_, func, select, union_all

from app.proof.canonical import START, link_hash
from app.proof.tables import journal_link, journal_pending, journal_row

AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Broken:
    """The first place where the journal is not what was written; ``why`` is a French sentence."""

    sequence: int | None
    row_id: int | None
    why: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found: how many rows hold, how many wait for the chainer, the last hash, and the first break."""

    linked: int
    waiting: int
    head: str
    broken: Broken | None

    @property
    def sound(self) -> bool:
        """Whether nothing is broken."""
        return self.broken is None

    def __str__(self) -> str:
        tail = f"lignes en attente de chaînage : {self.waiting}."
        if self.broken is None:
            return f"Journal intact, lignes chaînées : {self.linked}, {tail} Dernière empreinte : {self.head}."
        link = "hors chaîne" if self.broken.sequence is None else f"maillon {self.broken.sequence}"
        return f"Journal rompu ({link}, ligne {self.broken.row_id}) : {self.broken.why} ; {tail}"


def verify(connection: Connection) -> Verdict:
    """Check every link and every row, in one pass over the journal, without loading it."""
    waiting = connection.execute(select(func.count()).select_from(journal_pending)).scalar_one()
    statement = (
        select(journal_link, *(column.label(f"its_{column.name}") for column in journal_row.columns))
        .select_from(journal_link.outerjoin(journal_row, journal_row.c.id == journal_link.c.row_id))
        .order_by(journal_link.c.sequence)
        .execution_options(yield_per=AT_ONCE)
    )
    linked, head = 0, START
    with connection.execute(statement) as links:
        for link in links:
            why = _fault(link, linked + 1, head)
            if why is not None:
                return Verdict(linked, waiting, head, Broken(link.sequence, link.row_id, why))
            linked, head = link.sequence, link.hash
    return Verdict(linked, waiting, head, _stranger(connection))


def _fault(link: Row[Any], sequence: int, previous: str) -> str | None:
    if link.sequence != sequence:
        return f"le maillon {sequence} manque"
    if link.previous != previous:
        return "le maillon ne suit pas le précédent"
    if link.its_id is None:
        return "la ligne a été supprimée"
    row = {column.name: getattr(link, f"its_{column.name}") for column in journal_row.columns}
    if link_hash(link.sequence, link.previous, row) != link.hash:
        return "la ligne ou son maillon a été modifié"
    return None


def _stranger(connection: Connection) -> Broken | None:
    """The first row that is neither chained nor waiting: put in behind the program's back, or its link removed."""
    strangers = except_(
        select(journal_row.c.id), union_all(select(journal_link.c.row_id), select(journal_pending.c.row_id))
    )
    statement = select(func.min(strangers.subquery().c.id))
    row_id = connection.execute(statement).scalar_one()
    return None if row_id is None else Broken(None, row_id, "la ligne n’est ni chaînée ni en attente")
