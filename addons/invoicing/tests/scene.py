"""Paid orders made from nothing, for tests and benches: what comes before an invoice is proved elsewhere."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from itertools import count

from sqlalchemy import insert, select

from addons.base.models import Operator, Site, Trade
from addons.leads.models import Lead
from addons.leads.models import State as LeadState
from addons.legal.models import LegalVersion, VersionState
from addons.orders.amounts import amounts
from addons.orders.models import Order, OrderLine, OrderState, Proximity, Release, Reservation
from addons.payments.models import Method, Payment, PaymentState
from addons.professionals.models import LegalForm, Professional
from addons.zones.models import Commune
from app.database import session
from app.models.clock import now

_numbers = count(1)

#: Every mention an invoice needs; the SIREN is a test value whose key is right.
SELLER = {
    "legal_name": "Essai et Cie",
    "legal_form": "SASU",
    "brand_name": "Essai",
    "platform_name": "Essai Plus",
    "siren": "732829320",
    "rcs_city": "Nîmes",
    "vat_number": "FR44732829320",
    "share_capital": Decimal("1000.00"),
    "street": "1 rue de l’Essai",
    "postal_code": "30000",
    "city": "Nîmes",
    "contact_email": "essai@example.org",
    "lead_selling_enabled": True,
}
BUYER = {
    "business_name": "Plomberie des Arènes",
    "siren": "404833048",
    "legal_form": LegalForm.SARL,
    "street": "2 rue de l’Essai",
    "postal_code": "30900",
}


def shop_of(operator: Operator, trade: Trade, commune: Commune) -> Callable[..., tuple[Order, Payment]]:
    """What sells for the operator, to one professional: ``sell("49.99", "35.15")``, see ``sold``."""
    site = session().scalars(select(Site).where(Site.operator_id == operator.id)).first()
    terms, professional = terms_of(operator), buyer_of(operator, commune)
    return partial(sold, terms=terms, professional=professional, trade=trade, site=site, commune=commune)


def shop() -> Callable[..., tuple[Order, Payment]]:
    """The same in a database that holds reference data alone: with an operator, a trade and a site of its own."""
    operator, trade = Operator(code="essai", **SELLER), Trade(code="essai-plomberie", label="Plomberie")
    site = Site(host="essai.example.org", label="Essai", operator=operator, trades=[trade])
    session().add_all([operator, trade, site])
    session().flush()
    return shop_of(operator, trade, session().scalars(select(Commune).where(Commune.code == "30189")).one())


def terms_of(operator: Operator) -> LegalVersion:
    """Terms in force since this morning."""
    terms = LegalVersion(operator=operator, number=1)
    session().add(terms)
    session().flush()
    terms.sha256, terms.published_at, terms.effective_at = "0" * 64, now(), now()
    terms.state = VersionState.IN_FORCE
    session().flush()
    return terms


def buyer_of(operator: Operator, commune: Commune, *, siren: str = BUYER["siren"]) -> Professional:
    """A professional whose file has every mention."""
    professional = Professional(operator=operator, commune=commune, **BUYER | {"siren": siren})
    session().add(professional)
    session().flush()
    return professional


def sold(
    *prices: str, terms: LegalVersion, professional: Professional, trade: Trade, site: Site, commune: Commune
) -> tuple[Order, Payment]:
    """An order of one request for each price, paid and revealed now, and its captured payment."""
    operator_id, place = terms.operator_id, next(_numbers)
    leads = [_lead(operator_id, price, trade, site, commune) for price in prices]
    basket = Reservation(
        operator_id=operator_id, lead_id=leads[0], professional=professional, reserved_at=now(), expires_at=now(),
        price_seen_ht=Decimal(prices[0]), proximity=Proximity.TODAY, available=True, released_at=now(),
        release=Release.SOLD,
    )  # fmt: skip
    total = amounts(sum(map(Decimal, prices), Decimal("0.00")), operator_id)
    order = Order(
        operator_id=operator_id, professional=professional, reservation=basket, terms=terms, confirmed_at=now(),
        paid_at=now(), total_ht=total.total_ht, vat_rate=total.vat_rate, vat_amount=total.vat_amount,
        total_ttc=total.total_ttc, state=OrderState.FULFILLED,
        lines=[
            OrderLine(operator_id=operator_id, professional=professional, lead_id=lead, unit_price_ht=Decimal(price),
                      ticket={}, revealed_at=now())
            for lead, price in zip(leads, prices, strict=True)
        ],
    )  # fmt: skip
    payment = Payment(
        operator_id=operator_id, order=order, professional=professional, provider="sandbox",
        provider_ref=f"ref-{place}", key=f"key-{place}-{leads[0]}", method=Method.CARD, amount_ttc=total.total_ttc,
        opened_at=now(), captured_at=now(), state=PaymentState.CAPTURED,
    )  # fmt: skip
    session().add_all([basket, order, payment])
    session().flush()
    return order, payment


def _lead(operator_id: int, price: str, trade: Trade, site: Site, commune: Commune) -> int:
    """A sold request, written beneath what a call would ask."""
    values = {
        "operator_id": operator_id, "reference": f"DI-2026-{next(_numbers):06d}", "state": LeadState.REVEALED,
        "site_id": site.id, "trade_id": trade.id, "commune_id": commune.id, "postal_code": "30000",
        "street_confirmed": False, "no_resale": False, "requested_at": now(), "price_ht": Decimal(price), "words": "",
        "version": 1,
    }  # fmt: skip
    return session().connection().execute(insert(Lead).values(values).returning(Lead.id)).scalar_one()
