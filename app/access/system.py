"""Acting beyond one's grants, with a reason: in a session apart, or for one statement of the open transaction."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import Connection

from app.access.identity import System, acting_as
from app.database import session

log = logging.getLogger(__name__)

#: The execution option that carries the reason of one privileged statement.
REASON = "relais_reason"


@contextmanager
def as_system(reason: str) -> Iterator[None]:
    """Act as the system inside the block, in a session of its own: nothing it loads reaches the acting person.

    What the block writes is committed inside it or lost; it does not see what the outer transaction has not committed.
    """
    log.info("acting as the system: %s", reason)
    with acting_as(System(reason)):
        yield


def privileged(reason: str) -> Mapping[str, str]:
    """Execution options that let one statement of the acting person's transaction past the wall, reading columns only.

    ``session.execute(statement, execution_options=privileged("droits d’un compte"))``. For what the kernel keeps about
    a change in the transaction of that change; a statement that would load records is refused.
    """
    log.debug("privileged statement: %s", reason)
    return {REASON: reason}


def beneath(reason: str) -> Connection:
    """The connection of the acting person's transaction, beneath the wall: for the kernel's own tables."""
    log.debug("beneath the wall: %s", reason)
    return session().beneath_the_wall()
