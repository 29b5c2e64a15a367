"""What identification remembers of people is deleted in time, and not before."""

import secrets
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from app.access.identity import System, acting_as
from app.access.tables import LoginAttempt, LoginSession, OneTimeLink, Purpose, SessionKind
from app.access.tasks import forget_traces
from app.database import session
from app.effects.schedule import schedules
from tests.access.test_sessions import id_of
from tests.support.people import new_account

#: The night of the purge, twelve months after noon of 21 November 2026.
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
A_YEAR_LATER = datetime(2027, 11, 21, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def owner_id(app, db):
    return id_of(new_account("AGENT"))


@pytest.fixture
def keep(owner_id, system):
    """Keeps one row, and tells whether the purge of an instant leaves it."""

    def kept(record, clock, at):
        session.add(record)
        session.flush()
        clock.set(at)
        forget_traces()
        return session.scalar(select(func.count()).select_from(type(record)).where(type(record).id == record.id)) == 1

    return kept


def a_session(account_id, **times):
    start = NOON - timedelta(hours=1)
    common = {"account_id": account_id, "kind": SessionKind.BROWSER, "token_hash": secrets.token_hex(32)}
    return LoginSession(**common | {"created_at": start, "seen_at": start, "expires_at": NOON} | times)


def a_link(account_id, **times):
    start = NOON - timedelta(hours=1)
    return OneTimeLink(
        account_id=account_id, purpose=Purpose.FORGOTTEN, created_at=start, **{"expires_at": NOON} | times
    )


@pytest.mark.parametrize("make", [a_session, a_link])
def test_what_expired_is_kept_twelve_months(owner_id, keep, clock, make):
    assert keep(make(owner_id), clock, A_YEAR_LATER)
    assert not keep(make(owner_id), clock, A_YEAR_LATER + SECOND)


def test_twelve_months_run_from_the_end_of_a_session(owner_id, keep, clock):
    ended = a_session(owner_id, ended_at=NOON, expires_at=NOON + timedelta(hours=11))
    assert keep(ended, clock, A_YEAR_LATER)
    clock.set(A_YEAR_LATER + SECOND)
    forget_traces()
    assert session.scalar(select(LoginSession.id).where(LoginSession.id == ended.id)) is None


def test_twelve_months_run_from_the_use_of_a_link(owner_id, keep, clock):
    used = a_link(owner_id, used_at=NOON, expires_at=NOON + timedelta(hours=71))
    assert keep(used, clock, A_YEAR_LATER)
    clock.set(A_YEAR_LATER + SECOND)
    forget_traces()
    assert session.scalar(select(OneTimeLink.id).where(OneTimeLink.id == used.id)) is None


def test_a_token_that_still_opens_is_never_forgotten(owner_id, keep, clock):
    token = a_session(owner_id, kind=SessionKind.PERSONAL, expires_at=NOON + timedelta(days=365))
    assert keep(token, clock, A_YEAR_LATER - SECOND)


def test_attempts_to_sign_in_are_kept_a_day(keep, clock):
    clock.set(NOON)
    attempt = LoginAttempt(at=NOON, account_key="a" * 64, address_key="b" * 64)
    assert keep(attempt, clock, NOON + timedelta(days=1))
    assert not keep(LoginAttempt(at=NOON, address_key="b" * 64), clock, NOON + timedelta(days=1) + SECOND)


def test_it_runs_every_night_in_paris(app):
    following = schedules()["access.forget_traces"].next
    assert following(NOON) == datetime(2026, 11, 22, 2, 15, tzinfo=UTC)
    assert following(datetime(2026, 7, 1, 12, 0, tzinfo=UTC)) == datetime(2026, 7, 2, 1, 15, tzinfo=UTC)


def test_the_staff_login_may_forget(site, monkeypatch):
    from app import database

    monkeypatch.setitem(database.engines, "staff", site.engines["staff"])
    with acting_as(System("test")):
        forget_traces()
        session.commit()
