"""Versions: numbered without a hole, fingerprinted, frozen, one in force at a time."""

import hashlib
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from addons.legal.errors import (
    NoTermsInForce,
    NoticeRequired,
    NoticeTooShort,
    OperatorUnknown,
    PriceBoundsReversed,
    PublishedIsImmutable,
    TextDisagrees,
)
from addons.legal.events import terms_published
from addons.legal.models import LegalVersion, VersionState
from addons.legal.parameters import NOTICE_DAYS
from addons.legal.services import draft_from, publish, put_due_in_force, schedule, terms_in_force
from addons.legal.tests.conftest import NOW
from app.errors import WrongState
from app.models.parameters import set_value
from app.models.workflow import NotPerformed


@pytest.fixture
def without_notice(seller):
    set_value(NOTICE_DAYS, seller.id, 0)


@pytest.mark.rule("CGV-1.6")
def test_publication_freezes_number_fingerprint_and_dates(draft):
    version = draft()
    publish(version)
    assert (version.number, version.state) == (1, VersionState.IN_FORCE)
    assert version.sha256 == hashlib.sha256(version.body.encode()).hexdigest()
    assert version.published_at == version.effective_at == NOW
    assert terms_in_force(version.operator_id) is version


@pytest.mark.rule("CGV-1.5")
def test_a_company_without_terms_sells_nothing(seller, clock, draft):
    draft()  # a draft binds nobody
    with pytest.raises(NoTermsInForce) as refusal:
        terms_in_force(seller.id)
    assert refusal.value.message == "Aucune CGV en vigueur : commande impossible."


@pytest.mark.rule("CGV-1.5")
def test_the_terms_of_one_company_are_never_those_of_another(draft, other_operator):
    publish(draft())
    with pytest.raises(NoTermsInForce):
        terms_in_force(other_operator.id)


@pytest.mark.rule("CGV-22.1")
def test_numbers_follow_each_other_and_each_version_replaces_the_former(draft, clock, without_notice):
    found = []
    for _ in range(3):
        version = draft()
        publish(version)
        found.append(version)
        clock.advance(timedelta(hours=1))
    assert [version.number for version in found] == [1, 2, 3]
    assert [version.state for version in found] == [VersionState.SUPERSEDED] * 2 + [VersionState.IN_FORCE]
    assert [version.superseded_at for version in found] == [found[1].effective_at, found[2].effective_at, None]


def test_a_refused_publication_takes_no_number(draft, without_notice):
    with pytest.raises(TextDisagrees):
        publish(draft(body="Rien de tout cela.\n"))
    version = draft()
    publish(version)
    assert version.number == 1


@pytest.mark.rule("CGV-22.6")
def test_orders_fall_under_the_version_of_their_instant(draft, clock, without_notice):
    first, second = draft(), draft()
    publish(first)
    clock.advance(timedelta(days=3))
    publish(second)
    at = second.effective_at
    assert terms_in_force(first.operator_id, at - timedelta(seconds=1)) is first
    assert terms_in_force(first.operator_id, at) is second
    with pytest.raises(NoTermsInForce):
        terms_in_force(first.operator_id, NOW - timedelta(seconds=1))


@pytest.mark.rule("CGV-22.1")
def test_the_database_never_holds_two_in_force(db, draft, without_notice):
    first, second = draft(), draft()
    publish(first)
    second.number, second.state = 9, VersionState.IN_FORCE
    with pytest.raises(IntegrityError, match="uq_legal_version_in_force"):
        db.flush()


class TestNotice:
    @pytest.mark.rule("CGV-22.4")
    def test_the_first_terms_need_none(self, draft):
        publish(draft())

    @pytest.mark.rule("CGV-22.4")
    def test_the_next_ones_are_scheduled(self, draft):
        publish(draft())
        with pytest.raises(NoticeRequired) as refusal:
            publish(draft())
        assert refusal.value.message == "Un préavis de 15 jours est dû aux professionnels : programmez cette version."

    @pytest.mark.rule("CGV-22.4")
    def test_the_old_version_holds_to_the_last_second_of_the_notice(self, draft, clock):
        first, second = draft(), draft()
        publish(first)
        schedule(second)
        assert (second.state, second.number, second.published_at) == (VersionState.SCHEDULED, 2, NOW)
        assert second.effective_at == NOW + timedelta(days=15)
        clock.set(NOW + timedelta(days=15) - timedelta(seconds=1))
        assert put_due_in_force() == 0
        assert terms_in_force(first.operator_id) is first
        clock.advance(timedelta(seconds=1))
        assert terms_in_force(first.operator_id) is second  # the date decides; the state follows
        assert put_due_in_force() == 1
        assert (first.state, second.state) == (VersionState.SUPERSEDED, VersionState.IN_FORCE)
        assert first.superseded_at == second.effective_at
        assert put_due_in_force() == 0

    @pytest.mark.rule("CGV-22.4")
    def test_a_date_within_the_notice_is_refused(self, draft):
        publish(draft())
        second = draft()
        with pytest.raises(NoticeTooShort) as refusal:
            schedule(second, NOW + timedelta(days=14, hours=23, minutes=59))
        assert refusal.value.fields.keys() == {"effective_at"}
        schedule(second, NOW + timedelta(days=15))

    def test_two_that_are_due_together_enter_in_their_order(self, draft, clock):
        publish(draft())
        second, third = draft(), draft()
        schedule(second)
        schedule(third)
        clock.advance(timedelta(days=16))
        assert put_due_in_force() == 2
        assert (second.state, third.state) == (VersionState.SUPERSEDED, VersionState.IN_FORCE)
        assert terms_in_force(second.operator_id) is third


class TestRefusals:
    @pytest.mark.rule("CGV-6.13")
    @pytest.mark.parametrize(("lowest", "highest"), [("0.00", "10.00"), ("-1.00", "10.00"), ("10.01", "10.00")])
    def test_the_lowest_price_is_above_zero_and_not_above_the_highest(self, draft, lowest, highest):
        with pytest.raises(PriceBoundsReversed):
            draft(price_min_ht=Decimal(lowest), price_max_ht=Decimal(highest))

    @pytest.mark.rule("CGV-6.12")
    def test_the_text_says_what_the_software_applies(self, draft):
        version = draft()
        version.body = version.body.replace("1\u202f999,00\u00a0€", "2\u202f000,00\u00a0€")
        with pytest.raises(TextDisagrees) as refusal:
            publish(version)
        assert "1\u202f999,00\u00a0€" in refusal.value.message

    @pytest.mark.rule("CGV-0.2")
    def test_the_seller_is_known(self, draft, seller):
        version = draft()
        seller.siren = None
        with pytest.raises(OperatorUnknown) as refusal:
            publish(version)
        assert refusal.value.message == "Complétez d’abord la fiche de l’entreprise : SIREN."

    def test_only_the_service_publishes(self, draft):
        with pytest.raises(NotPerformed):
            draft().publish()

    def test_what_is_published_is_not_published_again(self, draft):
        version = draft()
        publish(version)
        set_value(NOTICE_DAYS, version.operator_id, 0)
        with pytest.raises(WrongState):
            publish(version)


class TestWhatWasPublished:
    @pytest.mark.rule("CGV-1.6")
    @pytest.mark.parametrize(
        ("name", "value"),
        [("body", "Autre chose."), ("price_max_ht", Decimal("2.00")), ("recredit_days", 3), ("heading", "Autre")],
    )
    def test_never_changes(self, draft, name, value):
        version = draft()
        publish(version)
        setattr(version, name, value)
        with pytest.raises(PublishedIsImmutable) as refusal:
            version.check()
        assert refusal.value.message == "Une version publiée ne peut plus être modifiée."
        assert (refusal.value.status, set(refusal.value.fields)) == (403, {name})

    @pytest.mark.rule("CGV-1.6")
    @pytest.mark.parametrize(
        "change",
        [
            {"body": "Autre chose."},
            {"price_max_ht": Decimal("2000.00")},
            {"sha256": "0" * 64},
            {"number": 7},
            {"effective_at": NOW - timedelta(days=1)},
            {"state": VersionState.DRAFT},
        ],
    )
    def test_never_changes_in_the_database_either(self, db, draft, change):
        version = draft()
        publish(version)
        statement = update(LegalVersion).where(LegalVersion.id == version.id).values(**change)
        with pytest.raises(IntegrityError, match="ne peut plus être modifiée"):
            db.execute(statement)

    def test_is_never_deleted(self, db, draft):
        version = draft()
        publish(version)
        with pytest.raises(IntegrityError, match="ne peut plus être modifiée"):
            db.execute(delete(LegalVersion).where(LegalVersion.id == version.id))

    @pytest.mark.rule("CGV-1.6")
    def test_is_where_the_next_draft_starts(self, db, draft):
        version = draft(recredit_days=9)
        publish(version)
        following = draft_from(version)
        assert (following.state, following.number, following.recredit_days) == (VersionState.DRAFT, None, 9)
        assert following.body == version.body
        assert version.state is VersionState.IN_FORCE


@pytest.mark.rule("CGV-1.7")
def test_each_publication_is_told_once(draft):
    told = []

    def listen(sender, *, version, **more):
        told.append((sender, version.number, version.state))

    with terms_published.connected_to(listen):
        publish(draft())
        schedule(draft())
        assert put_due_in_force() == 0
    assert told == [(LegalVersion, 1, VersionState.IN_FORCE), (LegalVersion, 2, VersionState.SCHEDULED)]


def test_a_draft_may_still_be_deleted(db, draft):
    version = draft()
    db.delete(version)
    db.flush()
    assert db.scalars(select(LegalVersion).where(LegalVersion.operator_id == version.operator_id)).all() == []
