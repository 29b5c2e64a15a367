"""Having the database at hand: the supervisor's server while it runs, one's own for the time of a command otherwise."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from sqlalchemy.engine import make_url

from app.children import Lifeline
from app.embedded.server import Server
from app.settings import Settings
from app.var_lock import VarInUse, hold


def start(settings: Settings, lifeline: Lifeline) -> Server:
    """Start the embedded server of this installation, with its database and the role that owns it."""
    server = Server(settings.cluster, lifeline)
    server.start()
    url = make_url(settings.database_url)
    server.ensure(str(url.username), str(url.password), str(url.database))
    return server


@contextmanager
def at_hand(settings: Settings) -> Iterator[None]:
    """Have the database answer inside the block. Changes nothing when it is not embedded or already supervised."""
    with ExitStack() as stack:
        if settings.embedded:
            try:
                stack.enter_context(hold(settings.var_dir))
            except VarInUse:
                pass
            else:
                stack.callback(start(settings, Lifeline()).stop)
        yield
