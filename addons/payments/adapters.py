"""The contract of payment providers, and which ones there are.

An adapter talks to one provider and decides nothing. It keeps no state: what it is asked carries our idempotency key,
so that asking again is harmless; what the provider says comes back as a ``Told``, from a webhook or from a question.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Protocol

from werkzeug.datastructures import Headers

from addons.payments import errors
from addons.payments.models import Method
from app.kernel import kernel_of
from app.settings import Settings

EURO = "EUR"
LONGEST_ID, LONGEST_WHY = 80, 160
LARGEST = Decimal("1000000000")


class Fact(Enum):
    """What a provider may say of a payment or of a refund."""

    OPENED = "opened"
    PENDING = "pending"
    CAPTURED = "captured"
    FAILED = "failed"
    CANCELLED = "cancelled"
    REFUND_SENT = "refund_sent"
    REFUND_CONFIRMED = "refund_confirmed"
    REFUND_FAILED = "refund_failed"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A payment to open: ``amount_ttc`` in euros, ``key`` ours, ``label`` what the buyer reads, no person in it."""

    key: str
    amount_ttc: Decimal
    label: str
    return_url: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A payment the provider knows: its reference, and the page where it is paid."""

    ref: str
    url: str


@dataclass(frozen=True, slots=True)
class Told:
    """One thing a provider says. ``event_id`` is the provider's, and names it for ever; ``key`` is ours.

    Raises ValueError for what no column holds: identifiers too long, amounts beyond all sense.
    """

    event_id: str
    fact: Fact
    ref: str
    at: datetime
    amount_ttc: Decimal | None = None
    currency: str = EURO
    key: str | None = None
    why: str | None = None

    def __post_init__(self) -> None:
        if max(len(self.event_id), len(self.ref)) > LONGEST_ID or len(self.currency) != len(EURO):
            raise ValueError("an identifier or a currency of another length")
        if self.amount_ttc is not None and not abs(self.amount_ttc) < LARGEST:
            raise ValueError("an amount beyond all sense")
        if self.at.tzinfo is None or len(self.why or "") > LONGEST_WHY:
            raise ValueError("a naive instant, or a story")


class Unreachable(Exception):
    """The provider does not answer, or not sensibly: nobody knows more than before."""


class Adapter(Protocol):
    """One provider. ``real`` moves real money; ``methods`` are captured at once."""

    real: bool
    methods: frozenset[Method]

    def open(self, wanted: Wanted) -> Opened:
        """Open a payment, or find the one opened under the same key. Raises Unreachable."""
        ...

    def parse(self, headers: Headers, body: bytes) -> Told:
        """Read a webhook. Raises BadSignature unless the provider signed this very body lately, BadEvent."""
        ...

    def fetch(self, ref: str | None, key: str) -> Told | None:
        """Where a payment stands now; None when the provider does not know it. Raises Unreachable."""
        ...

    def refund(self, ref: str, key: str, amount_ttc: Decimal) -> Told:
        """Send money back, or tell where the refund of the same key stands. Raises Unreachable."""
        ...


class Unavailable(LookupError):
    """The provider is unknown, or may not be used on this installation."""


#: Builds the adapter for an installation. Raises Unavailable where it may not be used.
Build = Callable[[Settings], Adapter]

_builds: dict[str, Build] = {}


def provider(name: str) -> Callable[[Build], Build]:
    """Declare how the adapter of a provider is built, under the name stored with its payments."""

    def declare(build: Build) -> Build:
        _builds[name] = build
        return build

    return declare


def adapter(name: str) -> Adapter:
    """The adapter of that name. Raises Unavailable."""
    if name not in _builds:
        raise Unavailable(name)
    return _builds[name](kernel_of().settings)


def adapter_for(name: str, method: Method, *, confirmed: bool) -> Adapter:
    """The adapter an operator takes a payment with. Raises NoProvider, MethodUnavailable, OperatorUnconfirmed."""
    try:
        found = adapter(name)
    except Unavailable:
        raise errors.NoProvider from None
    if method not in found.methods:
        raise errors.MethodUnavailable(field="method")
    if found.real and not confirmed:
        raise errors.OperatorUnconfirmed
    return found
