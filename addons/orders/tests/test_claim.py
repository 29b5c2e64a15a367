"""One request, one winner (CGV-3.8, CGV-9.9)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from addons.leads.models import State, Urgency
from addons.legal.errors import NoTermsInForce
from addons.legal.models import VersionState
from addons.matching.models import Offer
from addons.orders import errors
from addons.orders.models import Proximity, Release, Reservation
from addons.orders.services import release, release_expired
from addons.orders.tests.sale import live_baskets, take
from addons.professionals.models import State as ProfessionalState
from app.database import commit
from app.errors import NotFound
from app.proof.tables import journal_row


@pytest.mark.rule("CGV-3.8")
def test_a_request_in_a_basket_is_reserved_for_one(db, lead, ada, bob):
    reservation = take(ada, lead)
    assert lead.state is State.RESERVED
    with pytest.raises(errors.AlreadyTaken) as refused:
        take(bob, lead)
    assert refused.value.message == "Cette demande vient d’être attribuée à un autre professionnel."
    assert refused.value.status == 409
    assert live_baskets(db, lead) == [reservation]


@pytest.mark.rule("CGV-3.8")
def test_asking_twice_is_one_basket_that_lasts_no_longer(db, lead, ada, clock):
    first = take(ada, lead)
    until = first.expires_at
    clock.advance(timedelta(minutes=4))
    assert take(ada, lead) is first
    assert first.expires_at == until


@pytest.mark.rule("CGV-3.8")
@pytest.mark.parametrize(
    ("urgency", "proximity", "minutes"),
    [
        (Urgency.IMMEDIATE, Proximity.HALF_HOUR, 3),
        (Urgency.TODAY, Proximity.TODAY, 10),
        (Urgency.WEEK, Proximity.WEEK, 10),
    ],
)
def test_a_basket_holds_its_minutes_and_one_second_more_frees_it(
    db, market, ada, bob, clock, urgency, proximity, minutes
):
    lead = market.request(db, ada, bob, urgency=urgency)
    reservation = take(ada, lead, proximity=proximity)
    clock.advance(timedelta(minutes=minutes))
    assert release_expired() == 0
    with pytest.raises(errors.AlreadyTaken):
        take(bob, lead, proximity=proximity)
    clock.advance(timedelta(seconds=1))
    assert release_expired() == 1
    assert reservation.release is Release.EXPIRED
    assert lead.state is State.PUBLISHED


@pytest.mark.rule("CGV-3.8")
def test_whoever_wants_it_releases_the_expired_basket_himself(db, lead, ada, bob, clock):
    first = take(ada, lead)
    clock.advance(timedelta(minutes=10, seconds=1))
    second = take(bob, lead)
    assert first.release is Release.EXPIRED
    assert live_baskets(db, lead) == [second]


@pytest.mark.rule("CGV-3.8")
def test_the_index_alone_keeps_two_live_baskets_apart(db, lead, ada, bob):
    kept = take(ada, lead)
    twin = Reservation(
        operator_id=lead.operator_id,
        lead=lead,
        professional=bob,
        reserved_at=kept.reserved_at,
        expires_at=kept.expires_at,
        price_seen_ht=kept.price_seen_ht,
        proximity=kept.proximity,
        available=True,
    )
    with pytest.raises(IntegrityError), db.begin_nested():
        db.add(twin)


def test_a_basket_given_back_puts_the_request_on_sale_again(lead, ada, bob):
    release(take(ada, lead), Release.REMOVED)
    assert lead.state is State.PUBLISHED
    assert take(bob, lead).professional is bob


def test_a_basket_that_falls_after_the_window_expires_the_request(db, market, ada, clock):
    lead = market.request(db, ada, expires_at=clock() + timedelta(minutes=5))
    take(ada, lead)
    clock.advance(timedelta(minutes=11))
    assert release_expired() == 1
    assert lead.state is State.EXPIRED


@pytest.mark.rule("CGV-13.2")
def test_the_window_holds_its_last_second_and_no_more(db, market, ada, bob, clock):
    lead = market.request(db, ada, bob)
    clock.set(lead.expires_at)
    release(take(ada, lead), Release.REMOVED)
    clock.advance(timedelta(seconds=1))
    with pytest.raises(errors.RequestExpired) as refused:
        take(bob, lead)
    assert refused.value.message == "Cette demande a expiré."


def test_nobody_buys_before_the_common_instant(db, market, ada, clock):
    lead = market.request(db, ada)
    clock.advance(timedelta(seconds=-11))
    with pytest.raises(errors.NotYetOpen):
        take(ada, lead)


@pytest.mark.rule("CGV-9.9")
def test_a_request_outside_of_the_profile_does_not_exist_for_the_professional(db, market, lead):
    stranger = market.plumber(db, siren="542051180")
    with pytest.raises(NotFound):
        take(stranger, lead)


@pytest.mark.rule("CGV-9.9")
@pytest.mark.parametrize(
    "unticked", [{"proximity": None}, {"proximity": Proximity.WEEK}, {"available": False}], ids=str
)
def test_proximity_and_availability_are_ticked_as_the_urgency_asks(db, lead, ada, unticked):
    with pytest.raises(errors.DeclarationsMissing) as refused:
        take(ada, lead, **unticked)
    assert refused.value.message == "Confirmez votre proximité et votre disponibilité."
    assert live_baskets(db, lead) == []


@pytest.mark.rule("CGV-6.6")
@pytest.mark.parametrize("seen", [Decimal("29.89"), Decimal("0"), None])
def test_another_price_than_the_present_one_reserves_nothing(db, lead, ada, seen):
    with pytest.raises(errors.PriceChanged) as refused:
        take(ada, lead, price_seen_ht=seen)
    assert refused.value.message == "Le tarif a été modifié : veuillez confirmer le nouveau prix."
    assert live_baskets(db, lead) == []
    assert lead.state is State.PUBLISHED


@pytest.mark.rule("CGV-1.5")
def test_terms_that_were_not_accepted_refuse(db, market, lead, ada):
    market.terms.state = VersionState.SUPERSEDED
    newer = type(market.terms)(
        operator=market.operator,
        number=2,
        heading="CGV",
        body="Texte suivant.",
        sha256="b" * 64,
        price_min_ht=Decimal(1),
        price_max_ht=Decimal(1999),
        published_at=lead.opens_at,
        effective_at=lead.opens_at,
        state=VersionState.IN_FORCE,
    )
    db.add(newer)
    db.flush()
    with pytest.raises(errors.TermsNotAccepted) as refused:
        take(ada, lead)
    assert refused.value.message == "Vous devez accepter les CGV en vigueur avant de passer commande."


@pytest.mark.rule("CGV-1.5")
def test_without_terms_nothing_is_sold(db, market, lead, ada, clock):
    clock.set(market.terms.effective_at - timedelta(days=1))
    lead.published_at = lead.opens_at = clock()
    for offer in db.scalars(select(Offer)):
        offer.opens_at = clock()
    db.flush()
    with pytest.raises(NoTermsInForce):
        take(ada, lead)


@pytest.mark.rule("CGV-10.4")
def test_a_suspended_professional_buys_nothing(lead, ada):
    ada.state = ProfessionalState.SUSPENDED
    with pytest.raises(errors.AccessSuspended) as refused:
        take(ada, lead)
    assert refused.value.message == "Votre accès est suspendu. Contactez le service."


def test_the_first_obstacle_says_why(db, lead, ada):
    for document in ada.documents:
        db.delete(document)
    db.flush()
    with pytest.raises(errors.NotEligible) as refused:
        take(ada, lead)
    assert refused.value.message == "Attestation d’assurance expirée."
    assert refused.value.rule == "CGV-9.20"


def test_a_clock_that_goes_back_frees_what_it_can_no_longer_measure(db, lead, ada, bob, clock):
    first = take(ada, lead)
    clock.advance(timedelta(seconds=-30))
    with pytest.raises(errors.AlreadyTaken):
        take(bob, lead, price_seen_ht=lead.price_ht)
    for offer in db.scalars(select(Offer)):
        offer.opens_at = lead.opens_at - timedelta(hours=2)
    lead.opens_at -= timedelta(hours=2)
    db.flush()
    clock.advance(timedelta(hours=-1))
    second = take(bob, lead)
    assert first.release is Release.EXPIRED
    assert live_baskets(db, lead) == [second]


def test_a_basket_is_told_to_the_journal(db, lead, ada):
    reservation = take(ada, lead)
    commit()
    told = db.execute(select(journal_row.c.facts).where(journal_row.c.kind == "lead.claimed")).scalars().all()
    assert len(told) == 1
    assert f'"lead":{lead.id}' in told[0].replace(" ", "")
    assert str(reservation.professional_id) in told[0]
