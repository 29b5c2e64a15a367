"""The chain: gives each committed row of the journal its place, after the fact, so that writers never wait for each
other.

Order. A row and its entry in ``journal_pending`` commit together; one run links exactly the entries it sees, by
``id``, then the next run links those that appeared since. A transaction that began after another had committed
therefore always comes after it: its ids are greater, and no run sees it without the other. Two that overlapped have
no order of their own; the chain gives them one. No run has to wait for the oldest open transaction, as a chain kept
by a high-water mark would: nothing is skipped, because a row is linked for having an entry, not for having a great
enough number.
"""

from sqlalchemy import Connection, delete, func, insert, select

from app.database import session
from app.effects.schedule import every
from app.proof.canonical import START, link_hash
from app.proof.tables import journal_link, journal_pending, journal_row

#: Key of the advisory lock that makes the chainer one.
LOCK = 7_201_001
BATCH = 1_000


@every(minutes=1)
def link_pending() -> None:
    """Link what was committed since the last run, at most 1 000 rows at a time. Two runs at once: the second leaves."""
    connection = session().connection()
    if not connection.execute(select(func.pg_try_advisory_xact_lock(LOCK))).scalar_one():
        return
    while _link_batch(connection) == BATCH:
        pass


def _link_batch(connection: Connection) -> int:
    last = connection.execute(
        select(journal_link.c.sequence, journal_link.c.hash).order_by(journal_link.c.sequence.desc()).limit(1)
    ).one_or_none()
    sequence, previous = (0, START) if last is None else last
    seen = select(journal_pending.c.row_id).order_by(journal_pending.c.row_id).limit(BATCH)
    rows = connection.execute(
        select(journal_row).where(journal_row.c.id.in_(seen)).order_by(journal_row.c.id)
    ).mappings()
    links = []
    for row in rows:
        sequence += 1
        digest = link_hash(sequence, previous, dict(row))
        links.append({"sequence": sequence, "row_id": row["id"], "previous": previous, "hash": digest})
        previous = digest
    if links:
        connection.execute(insert(journal_link), links)
        linked = [link["row_id"] for link in links]
        connection.execute(delete(journal_pending).where(journal_pending.c.row_id.in_(linked)))
    return len(links)
