"""Who is acting: an account, the system with a reason, the identification itself, or nobody."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from app.access.grants import Audience


class IdentitySwitched(RuntimeError):
    """A bug: the identity changed while a transaction was open."""


class NoIdentity(RuntimeError):
    """A bug: the database was asked by nobody."""


@dataclass(frozen=True, slots=True)
class Account:
    """The acting person: a plain object, read by one statement, without ORM and without password hash.

    ``roles`` are role codes; ``facts`` what add-ons declared (``Fact``); ``operator_id`` the chosen operator among
    ``operator_ids``; ``session_id`` the row of the login session, None for a personal token. ``token`` opened this
    request: the policies of the portal's tables look it up. ``at_desk``: a professional whom the back office's process
    serves, under the staff's login and the professional's own grants.
    """

    id: int
    username: str
    first_name: str
    last_name: str
    email: str
    roles: frozenset[str]
    audience: Audience
    operator_id: int | None = None
    operator_ids: tuple[int, ...] = ()
    locale: str = "fr"
    facts: Mapping[str, Any] = field(default_factory=dict)
    session_id: int | None = None
    token: str | None = field(default=None, repr=False)
    at_desk: bool = False

    is_authenticated = True
    is_anonymous = False
    is_active = True

    @property
    def label(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()

    def get_id(self) -> str:
        """For Flask-Login."""
        return str(self.id)

    def __getattr__(self, name: str) -> Any:
        """A declared fact by its name: conditions read ``me.professional_id``."""
        if name.startswith("__"):
            raise AttributeError(name)
        try:
            return self.facts[name]
        except KeyError:
            raise AttributeError(f"no add-on declares the fact {name}") from None


@dataclass(frozen=True, slots=True)
class System:
    """Timers, webhooks, tasks and commands; ``reason`` is written to the log and to history.

    ``on_behalf_of`` is the person who asked for what the system carries out, at the desk for instance: history and
    journal name that person.
    """

    reason: str
    on_behalf_of: Account | None = None


@dataclass(frozen=True, slots=True)
class Authentication:
    """The identification itself, on its own engine, in its own short transaction."""


Identity = Account | System | Authentication

_current: ContextVar[Identity | None] = ContextVar("identity", default=None)
_around: Callable[[], AbstractContextManager[None]] = nullcontext


def current() -> Identity | None:
    """The acting identity, or None: nobody, who may nothing."""
    return _current.get()


def author() -> Account | None:
    """The person who acts or had the system act, or None when nobody did."""
    identity = current()
    return (
        identity.on_behalf_of if isinstance(identity, System) else identity if isinstance(identity, Account) else None
    )


def act_as(identity: Identity | None) -> Identity | None:
    """Act as ``identity`` from here on, and return who acted before: for a request, which has no block of its own."""
    before = _current.get()
    _current.set(identity)
    return before


@contextmanager
def acting_as(identity: Identity | None) -> Iterator[None]:
    """Act as ``identity`` inside the block. A transaction begun in the block ends with it: commit inside, or lose."""
    token = _current.set(identity)
    try:
        with _around():
            yield
    finally:
        _current.reset(token)


def surround(scope: Callable[[], AbstractContextManager[None]]) -> None:
    """Have ``scope`` entered around every ``acting_as`` block; the database ends its transactions there."""
    global _around  # noqa: PLW0603  # set once, when the database module loads
    _around = scope
