"""Sessions kept on the server: opened at sign-in, ended by logout, a new password, new roles or deactivation.

The holder has a token of 256 random bits; the database keeps its SHA-256, which opens nothing.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, insert, or_, select, update

from app.access.system import beneath
from app.access.tables import Ending, LoginSession, SessionKind
from app.models import clock

IDLE = timedelta(hours=8)
ABSOLUTE = timedelta(hours=12)
#: A session that is used says so at most this often.
SEEN_EVERY = timedelta(minutes=1)
PERSONAL_TOKEN_DAYS = 365
#: An instant, or the parameter that will hold one.
Instant = datetime | ColumnElement[datetime]


@dataclass(frozen=True, slots=True)
class Opened:
    """A session just opened: the token is shown to its holder once and kept nowhere."""

    id: int
    account_id: int
    token: str
    expires_at: datetime


def open_session(
    account_id: int, kind: SessionKind, *, device: str = "", name: str = "", lasts: timedelta = ABSOLUTE
) -> Opened:
    """Open a session in the current transaction. It ends after ``lasts``, and after 8 idle hours unless personal."""
    token, now = secrets.token_urlsafe(32), clock.now()
    row = insert(LoginSession).values(
        account_id=account_id,
        kind=kind,
        token_hash=digest(token),
        name=name[:80],
        device=device[:200],
        created_at=now,
        seen_at=now,
        expires_at=now + lasts,
    )
    id = beneath("ouverture d’une session").execute(row.returning(LoginSession.id)).scalar_one()
    return Opened(id, account_id, token, now + lasts)


def end_session(id: int, ending: Ending, *, account_id: int | None = None) -> bool:
    """End one session (of ``account_id`` only, when given); False when there was none to end."""
    condition = LoginSession.id == id
    if account_id is not None:
        condition &= LoginSession.account_id == account_id
    return _end(condition, ending) > 0


def end_sessions(account_id: int, ending: Ending, *, but: int | None = None) -> int:
    """End every session of an account, personal tokens included, except the session ``but``; how many were ended."""
    condition = LoginSession.account_id == account_id
    return _end(condition if but is None else condition & (LoginSession.id != but), ending)


def choose_operator(id: int, operator_id: int) -> None:
    """Work for another operator in this session; whether the account may is tested at each identification."""
    chosen = update(LoginSession).where(LoginSession.id == id).values(operator_id=operator_id)
    beneath("choix de l’entreprise").execute(chosen)


def live(now: Instant, awake_since: Instant) -> ColumnElement[bool]:
    """Whether a session still opens anything at ``now``, when those of the browser were seen since ``awake_since``."""
    awake = or_(LoginSession.kind == SessionKind.PERSONAL, LoginSession.seen_at >= awake_since)
    return LoginSession.ended_at.is_(None) & (LoginSession.expires_at >= now) & awake


@dataclass(frozen=True, slots=True)
class Shown:
    """A live session as its owner sees it."""

    id: int
    kind: SessionKind
    name: str
    device: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


def sessions_of(account_id: int) -> list[Shown]:
    """Live sessions of an account, the last seen first."""
    columns = [getattr(LoginSession, name) for name in Shown.__slots__]
    now = clock.now()
    found = select(*columns).where(LoginSession.account_id == account_id, live(now, now - IDLE))
    rows = beneath("sessions d’un compte").execute(found.order_by(LoginSession.seen_at.desc()))
    return [Shown(*row) for row in rows]


def digest(token: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _end(condition: ColumnElement[bool], ending: Ending) -> int:
    ended = update(LoginSession).where(condition, LoginSession.ended_at.is_(None))
    result = beneath("fin de session").execute(ended.values(ended_at=clock.now(), ending=ending))
    return result.rowcount
