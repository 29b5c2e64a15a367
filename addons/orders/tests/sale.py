"""One request of Nîmes on sale, and plumbers who may buy it: what the tests of a sale begin with."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count

import pytest
from sqlalchemy import select

from addons.base.models import Operator, Site, Trade
from addons.leads.models import Lead, Need, State, Urgency
from addons.legal.models import LegalVersion, VersionState
from addons.matching.models import Offer
from addons.orders.models import Proximity, Reservation
from addons.orders.services import claim, confirm
from addons.pricing.services import set_price
from addons.professionals.models import (
    CoverageLine,
    Document,
    DocumentKind,
    LegalForm,
    Professional,
    Strength,
    TempAgency,
    Verdict,
)
from addons.professionals.models import State as ProfessionalState
from addons.professionals.services import accept_terms
from addons.zones.models import Commune
from app.addons import discover
from app.models import clock as app_clock
from app.models.clock import frozen
from app.privacy.vault import Person, keep

NOW = datetime(2026, 11, 21, 11, 0, tzinfo=UTC)
PRICE = Decimal("29.90")
CLIENT = Person(
    civility="Mme", first_name="Dominique", last_name="Canari", phone="06 39 98 12 34", street="3 rue du Canari"
)
_numbers = count(1)


@dataclass
class Market:
    """An operator who sells, and what a request of his needs."""

    operator: object
    trade: object
    need: Need
    commune: object
    site: Site
    terms: LegalVersion

    def plumber(self, db, **changes) -> Professional:
        """A professional who may buy: validated, insured, covering the place, terms accepted."""
        number, on = next(_numbers), app_clock.today()
        year = {"valid_from": date(on.year - 1, 1, 1), "valid_to": date(on.year + 1, 12, 31), "policy_number": "P-1"}
        common = {"operator": self.operator, "verdict": Verdict.CONFORM}
        values = {
            "operator": self.operator,
            "business_name": f"Plomberie {number}",
            "siren": "732829320",
            "legal_form": LegalForm.SARL,
            "last_name": "Essai",
            "first_name": "Camille",
            "phone": "+33639980001",
            "email": f"plomberie.{number}@example.org",
            "street": "1 rue de l’Essai",
            "postal_code": "30000",
            "commune": self.commune,
            "temp_agency": TempAgency.NO,
            "stated_professional_at": app_clock.now(),
            "trades": [self.trade],
            "main_trade": self.trade,
            "state": ProfessionalState.VALIDATED,
            "coverage": [CoverageLine(operator=self.operator, commune=self.commune, validated=True)],
            "documents": [
                Document(kind=DocumentKind.INSURANCE_RC_PRO, **year, **common),
                Document(kind=DocumentKind.INSURANCE_DECENNALE, trade=self.trade, **year, **common),
            ],
        }
        made = Professional(**values | changes)
        db.add(made)
        db.flush()
        accept_terms(made, self.terms, strength=Strength.EXPLICIT)
        db.flush()
        return made

    def request(self, db, *buyers: Professional, person: Person = CLIENT, **changes) -> Lead:
        """A published request, offered to ``buyers`` and open since ten seconds."""
        at = app_clock.now()
        values = {
            "operator": self.operator,
            "site": self.site,
            "trade": self.trade,
            "need": self.need,
            "urgency": Urgency.TODAY,
            "complexity": 2,
            "intent": 4,
            "commune": self.commune,
            "postal_code": "30000",
            "public_description": "Fuite sous un évier.",
            "requested_at": at - timedelta(minutes=2),
            "transfer_notice_at": at - timedelta(minutes=1),
            "client": keep(person, commune_code="30189", operator_id=self.operator.id),
        }
        lead = Lead(**values | changes | {"state": State.QUALIFIED})
        db.add(lead)
        db.flush()
        set_price(lead, PRICE, "Tarif d’essai.")
        lead.state = State.PUBLISHED
        lead.published_at, lead.opens_at = at - timedelta(seconds=20), at - timedelta(seconds=10)
        lead.expires_at = changes.get("expires_at", at + timedelta(minutes=120))
        db.add_all(
            Offer(lead=lead, professional=each, opens_at=lead.opens_at, operator=self.operator) for each in buyers
        )
        db.flush()
        return lead


@pytest.fixture
def clock():
    """Noon in Paris, 21 November 2026; the test may move it."""
    with frozen(NOW) as clock:
        yield clock


@pytest.fixture
def context(app):
    """The application whose vault, mail and settings the services use."""
    with app.app_context():
        yield app


@pytest.fixture
def side_addons():
    """A sale stands without the pages that show it: desk and database are enough."""
    return tuple(addon for addon in discover() if addon.name not in {"portal", "demo"})


@pytest.fixture
def market(db, system, context, clock, stored, operator, plumbing, nimes) -> Market:
    """The market of Nîmes on the day of ``clock``."""
    return build_market(db, stored, operator, plumbing, nimes)


#: What an invoice says of who sells; nobody compared it with a Kbis.
SELLER = {
    "legal_form": "SASU",
    "siren": "942762872",
    "rcs_city": "Nîmes",
    "street": "2 rue de l’Essai",
    "postal_code": "30000",
    "city": "Nîmes",
    "contact_email": "contact@example.org",
    "contact_phone": "+33199000001",
}


def build_market(db, stored, operator, trade, commune) -> Market:
    """Terms in force since a year, a need, a site, an operator who may invoice."""
    for name, value in SELLER.items():
        setattr(operator, name, value)
    since = app_clock.now() - timedelta(days=300)
    terms = LegalVersion(
        operator=operator,
        number=1,
        heading="CGV",
        body="Texte d’essai.",
        sha256="a" * 64,
        price_min_ht=Decimal("1.00"),
        price_max_ht=Decimal("1999.00"),
        published_at=since,
        effective_at=since,
        state=VersionState.IN_FORCE,
    )
    db.add(terms)
    need = stored(Need, code="essai-fuite", trade_id=trade.id, values={"label": "Fuite d’eau"})
    site = stored(Site, host="essai.example.org", values={"label": "Essai", "operator": operator, "trades": [trade]})
    return Market(operator, trade, need, commune, site, terms)


@pytest.fixture
def ada(db, market) -> Professional:
    """A plumber of Nîmes."""
    return market.plumber(db, business_name="Plomberie Ada")


@pytest.fixture
def bob(db, market) -> Professional:
    """Another plumber of Nîmes."""
    return market.plumber(db, business_name="Plomberie Bob", siren="552100554")


@pytest.fixture
def lead(db, market, ada, bob) -> Lead:
    """A request offered to both."""
    return market.request(db, ada, bob)


def take(professional, lead, **changes):
    """Claim as the portal does, everything ticked, at the present price."""
    asked = {"price_seen_ht": lead.price_ht, "proximity": Proximity.TODAY, "available": True}
    return claim(professional, lead, **asked | changes)


@pytest.fixture
def ordered(lead, ada):
    """``ordered()``: the order of Ada for the request, awaiting payment."""

    def make(buyer=ada, wanted=lead):
        return confirm(take(buyer, wanted), price_seen_ht=wanted.price_ht)

    return make


def live_baskets(db, lead):
    """The live reservations of a request."""
    found = select(Reservation).where(Reservation.lead_id == lead.id, Reservation.released_at.is_(None))
    return db.scalars(found).all()


def found_market(session) -> Market:
    """A market of its own, for installations where nothing is rolled back."""
    operator = Operator(code="marche", legal_name="Marché", brand_name="Marché", lead_selling_enabled=True)
    trade = Trade(code="marche-plomberie", label="Plomberie", needs_decennale=True)
    nimes = session.scalars(select(Commune).where(Commune.code == "30189")).one()
    session.add_all([operator, trade])
    session.flush()

    def make(model, /, *, values=None, **key):
        record = model(**key, **(values or {}))
        session.add(record)
        session.flush()
        return record

    return build_market(session, make, operator, trade, nimes)
