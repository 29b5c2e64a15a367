"""A call on the line of a site of Nîmes, and an agent who takes it."""

from datetime import UTC, datetime

import pytest

from addons.base.models import Site
from addons.calls.models import Call
from addons.calls.services import accept_recording, give_notice, open_call
from app.models.clock import frozen

NOW = datetime(2026, 11, 21, 11, 0, tzinfo=UTC)
LINE = "+33199000001"
CALLER = "06 39 98 12 12"


@pytest.fixture(autouse=True)
def keys(app):
    """The keys of the vault are those of an application."""


@pytest.fixture
def clock():
    """Noon in Paris, 21 November 2026; the test may move it."""
    with frozen(NOW) as clock:
        yield clock


@pytest.fixture
def line(system, stored, operator, plumbing) -> Site:
    """The site whose line is ``LINE``."""
    values = {"label": "Dépannage Essai", "operator": operator, "phone_line": LINE, "trades": [plumbing]}
    return stored(Site, host="ligne.example.org", values=values)


@pytest.fixture
def call(db, clock, line) -> Call:
    """An answered call from ``CALLER``, before the notice."""
    return open_call(dialled=LINE, caller_phone=CALLER)


@pytest.fixture
def accepted(call) -> Call:
    """The same, recorded with the caller's agreement."""
    give_notice(call)
    accept_recording(call)
    return call
