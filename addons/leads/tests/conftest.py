"""An accepted call of a client of Nîmes, and the request it brings."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from addons.base.models import Site
from addons.calls.models import Call
from addons.calls.services import accept_recording, give_notice, open_call
from addons.leads.events import lead_expired, lead_published, lead_withdrawn
from addons.leads.models import Lead, Need, State, Urgency
from addons.leads.services import announce_transfer, publish, qualify, set_client, start_lead
from addons.leads.tests.screen import everything, places, priced_by_panel, screen  # noqa: F401  # fixtures of its own
from app.models.clock import frozen
from app.privacy.vault import Person

NOW = datetime(2026, 11, 21, 11, 0, tzinfo=UTC)
PHONE = "06 39 98 12 12"
CLIENT = Person(
    civility="Mme", first_name="Dominique", last_name="Essai", phone=PHONE, street="1 rue de l’Essai", floor="2e"
)


@pytest.fixture(autouse=True)
def keys(app):
    """The keys of the vault are those of an application."""


@pytest.fixture(autouse=True)
def alone(keys, monkeypatch):
    """What other add-ons do when a request is sold or withdrawn is proved beside them."""
    for signal in (lead_published, lead_withdrawn, lead_expired):
        monkeypatch.setattr(signal, "receivers", {})


@pytest.fixture
def clock():
    """Noon in Paris, 21 November 2026; the test may move it."""
    with frozen(NOW) as clock:
        yield clock


@pytest.fixture
def line(system, stored, operator, plumbing) -> Site:
    """The site the clients call."""
    values = {"label": "Dépannage Essai", "operator": operator, "trades": [plumbing]}
    return stored(Site, host="ligne.example.org", values=values)


@pytest.fixture
def leak(stored, plumbing) -> Need:
    """A need of plumbing, with what is usually true of it."""
    values = {"label": "Fuite", "urgency": Urgency.IMMEDIATE, "complexity": 2, "intent": 5}
    return stored(Need, code="essai-fuite", trade=plumbing, values=values)


@pytest.fixture
def accepted(db, clock, line):
    """``accepted(phone)``: a call whose client accepted the recording."""

    def make(caller_phone: str | None = None, **options) -> Call:
        call = open_call(line, caller_phone=caller_phone, **options)
        give_notice(call)
        accept_recording(call)
        return call

    return make


@pytest.fixture
def draft(db, accepted, leak, plumbing, nimes):
    """``draft(CLIENT)``: a draft that lacks nothing but the announce of the transfer."""

    def make(person: Person = CLIENT, **values) -> Lead:
        lead = start_lead(accepted())
        complete = {"trade": plumbing, "need": leak, "urgency": Urgency.IMMEDIATE, "complexity": 2, "intent": 5}
        for name, value in (complete | {"postal_code": "30000", "commune": nimes} | values).items():
            setattr(lead, name, value)
        if person is not None:
            set_client(lead, person)
        db.flush()
        return lead

    return make


@pytest.fixture
def qualified(draft):
    """``qualified()``: a request whose draft is closed, the transfer announced."""

    def make(person: Person = CLIENT, **values) -> Lead:
        lead = draft(person, **values)
        announce_transfer(lead, accepted=True)
        qualify(lead)
        return lead

    return make


@pytest.fixture
def priced(db, qualified):
    """``priced()``: with its price, as the add-on pricing gives it."""

    def make(person: Person = CLIENT, **values) -> Lead:
        lead = qualified(person, **values)
        lead.state, lead.price_ht = State.PRICED, Decimal("25.00")
        db.flush()
        return lead

    return make


@pytest.fixture
def published(priced):
    """``published()``: on sale since now."""

    def make(person: Person = CLIENT, **values) -> Lead:
        lead = priced(person, **values)
        publish(lead)
        return lead

    return make
