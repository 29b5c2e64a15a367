"""Links that work once: an invitation for 72 hours, a forgotten password for 30 minutes, the last second included.

The database keeps no token: a link is the id of its row, signed when the mail is written.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, Update, false, insert, select, update

from app.access.accounts import User
from app.access.attempts import count_attempt
from app.access.grants import Audience
from app.access.identification import roles_of_user
from app.access.identity import Account, Authentication, acting_as
from app.access.in_force import rules_in_force
from app.access.login_sessions import end_sessions
from app.access.passwords import check_strength, hash_password, matches
from app.access.refusals import LinkExpired, PasswordsDiffer, WrongPassword
from app.access.secret import sign, unsign
from app.access.system import beneath
from app.access.tables import Ending, OneTimeLink, Purpose
from app.database import commit, session
from app.effects import outbox
from app.effects.effect import Effect
from app.kernel import kernel_of
from app.models import clock

LASTS = {Purpose.INVITATION: timedelta(hours=72), Purpose.FORGOTTEN: timedelta(minutes=30)}
_SIGNED = "one-time link"


@dataclass(frozen=True)
class LinkMade(Effect):
    """A link waits to be sent to its account."""

    link_id: int


def make_link(account_id: int | None, purpose: Purpose) -> None:
    """Make a link and have it sent, in the current transaction. ``None`` does the same work and sends nothing."""
    now = clock.now()
    connection = beneath("lien à usage unique")
    connection.execute(_retire(account_id))
    row = insert(OneTimeLink).values(
        account_id=account_id, purpose=purpose, created_at=now, expires_at=now + LASTS[purpose]
    )
    id = connection.execute(row.returning(OneTimeLink.id)).scalar_one()
    outbox.put(LinkMade(id), expires_at=now + LASTS[purpose])


def forgot(username: str, *, address: str) -> None:
    """Send a link to whoever has this name or e-mail address; nobody can tell whether there is somebody.

    Commits on its own. Raises TooManyAttempts.
    """
    name = username.strip().lower()
    with acting_as(Authentication()):
        count_attempt(f"forgotten {name}", address)
        session.commit()
        known = (User.username == name) | (User.email == name)
        make_link(session.scalar(select(User.id).where(known, User.active)), Purpose.FORGOTTEN)
        commit()


def address_of(link_id: int) -> str:
    """The address that the mail holds: at the portal for professionals, at the back office for the staff."""
    settings = kernel_of().settings
    holders_roles = select(roles_of_user).join(OneTimeLink, OneTimeLink.account_id == User.id).select_from(User)
    with acting_as(Authentication()):
        roles = session.scalar(holders_roles.where(OneTimeLink.id == link_id))
    door = settings.portal_url if rules_in_force().audience(roles or ()) is Audience.PORTAL else settings.base_url
    return f"{door}/mot-de-passe/{sign(_SIGNED, link_id)}"


def holder(signed: str) -> int:
    """The account a link belongs to. Raises LinkExpired when it is forged, used, replaced or too old."""
    with acting_as(Authentication()):
        found = session.execute(select(OneTimeLink.account_id).where(_usable(signed))).scalar_one_or_none()
    if found is None:
        raise LinkExpired
    return found


def choose_password(signed: str, password: str, again: str) -> int:
    """Give the holder of a link a new password, use up the link and all others, end all sessions; the account's id.

    Commits on its own. Raises LinkExpired, PasswordsDiffer, or what ``check_strength`` raises; the link then stays.
    """
    with acting_as(Authentication()):
        used = update(OneTimeLink).where(_usable(signed)).values(used_at=clock.now()).returning(OneTimeLink.account_id)
        account_id = beneath("lien utilisé").execute(used).scalar_one_or_none()
        if account_id is None:
            raise LinkExpired
        set_password(account_id, password, again)
        session.commit()
    return account_id


def change_password(account: Account, present: str, password: str, again: str) -> None:
    """Give the acting person a new password after the present one was typed again, and end every other session.

    Commits on its own. Raises WrongPassword, PasswordsDiffer, or what ``check_strength`` raises.
    """
    with acting_as(Authentication()):
        if not matches(session.scalar(select(User.password).where(User.id == account.id)), present):
            raise WrongPassword(field="present")
        set_password(account.id, password, again, keep_session=account.session_id)
        session.commit()


def set_password(account_id: int, password: str, again: str, *, keep_session: int | None = None) -> None:
    """Store a new password in the current transaction of the identification, and end every session but one."""
    if password != again:
        raise PasswordsDiffer(field="again")
    columns = (User.username, User.email, User.first_name, User.last_name)
    check_strength(password, about=session.execute(select(*columns).where(User.id == account_id)).one())
    connection = beneath("nouveau mot de passe")
    connection.execute(update(User).where(User.id == account_id).values(password=hash_password(password)))
    connection.execute(_retire(account_id))
    end_sessions(account_id, Ending.PASSWORD, but=keep_session)


def _retire(account_id: int | None) -> Update:
    """Use up what an account still holds: only its last link is good."""
    unused = update(OneTimeLink).where(OneTimeLink.account_id == account_id, OneTimeLink.used_at.is_(None))
    return unused.values(used_at=clock.now())


def _usable(signed: str) -> ColumnElement[bool]:
    id = unsign(_SIGNED, signed)
    if id is None:
        return false()
    return (OneTimeLink.id == id) & OneTimeLink.used_at.is_(None) & (OneTimeLink.expires_at >= clock.now())
