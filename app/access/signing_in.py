"""Signing in with a name and a password: the same limit, the same time and the same answer for form and API."""

from typing import Any

from sqlalchemy import func, or_, select, update

from app.access.accounts import User
from app.access.attempts import count_attempt, forget_attempts
from app.access.identification import roles_of_user
from app.access.identity import Authentication, acting_as
from app.access.in_force import rules_in_force
from app.access.login_sessions import Opened, open_session
from app.access.passwords import matches
from app.access.refusals import OtherDoor, WrongCredentials
from app.access.system import beneath
from app.access.tables import SessionKind
from app.database import session
from app.kernel import kernel_of
from app.models import clock


def sign_in(
    username: str, password: str, *, address: str, kind: SessionKind = SessionKind.BROWSER, device: str = ""
) -> Opened:
    """Open a session for the holder of these credentials; ``username`` may be the e-mail address.

    Commits on its own: attempts count whatever follows. Raises TooManyAttempts, or WrongCredentials for an unknown
    name, a wrong password and a closed account alike, in the same time; OtherDoor, once the password is right, for an
    account of the other audience.
    """
    name = username.strip().lower()
    with acting_as(Authentication()):
        attempt = count_attempt(name, address)
        session.commit()
        found = _find(name)
        right = matches(found.password if found else None, password)
        audience = rules_in_force().audience(found.roles) if found else None
        if found is None or not right or not found.active or audience is None:
            raise WrongCredentials
        forget_attempts(attempt)
        if audience is not kernel_of().audience:
            session.commit()
            raise OtherDoor(audience, kernel_of().settings)
        opened = open_session(found.id, kind, device=device)
        _count_login(found.id)
        session.commit()
    return opened


def _find(name: str) -> Any:
    known = or_(User.username == name, User.email == name)
    return session.execute(
        select(User.id, User.password, User.active, roles_of_user.label("roles")).where(known)
    ).one_or_none()


def _count_login(account_id: int) -> None:
    now = clock.now().replace(tzinfo=None)  # FAB's columns hold naive instants; these are UTC
    counted = update(User).where(User.id == account_id)
    beneath("connexion réussie").execute(
        counted.values(last_login=now, login_count=func.coalesce(User.login_count, 0) + 1)
    )
