"""Attempts to sign in, counted in the database: one counter for every form, API and process.

An attempt is counted before the password is looked at, under a lock per account and address, so that parallel attempts
do not slip through. A refused attempt is not counted: nobody is kept out longer by an attacker who goes on.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select, update

from app.access.refusals import TooManyAttempts
from app.access.secret import keyed_hash
from app.access.system import beneath
from app.access.tables import LoginAttempt
from app.models import clock

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 5
PER_ADDRESS = 30
KEPT = timedelta(days=1)


def count_attempt(username: str, address: str) -> str:
    """Count one attempt and return the key of the account aimed at. The caller commits at once.

    Raises TooManyAttempts, with the instant from which one more is allowed.
    """
    account, origin = keyed_hash("attempt on an account", username), keyed_hash("attempt from an address", address)
    now = clock.now()
    connection = beneath("limite des essais de connexion")
    for key in sorted((account, origin)):
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))
    for column, key, limit in (
        (LoginAttempt.account_key, account, PER_ACCOUNT),
        (LoginAttempt.address_key, origin, PER_ADDRESS),
    ):
        recent = select(LoginAttempt.at).where(column == key, LoginAttempt.at > now - WINDOW)
        counted: list[datetime] = list(connection.scalars(recent.order_by(LoginAttempt.at.desc()).limit(limit)))
        if len(counted) == limit:
            raise TooManyAttempts(counted[-1] + WINDOW)
    connection.execute(insert(LoginAttempt).values(at=now, account_key=account, address_key=origin))
    return account


def forget_attempts(account_key: str) -> None:
    """Start afresh for an account whose owner signed in; the address keeps its count."""
    forgotten = update(LoginAttempt).where(LoginAttempt.account_key == account_key).values(account_key=None)
    beneath("connexion réussie").execute(forgotten)


def forget_old_attempts() -> None:
    """Erase attempts older than a day: no limit looks at them any more."""
    beneath("fin de conservation des essais").execute(delete(LoginAttempt).where(LoginAttempt.at < clock.now() - KEPT))
