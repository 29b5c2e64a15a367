"""Administering accounts: invite, give roles, deactivate, end sessions. Needs the word ``administer`` on accounts.

Nothing here reads or writes a password: people choose theirs by a link. Each decision goes to the journal.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, literal, or_, select, tuple_, update

from app.access.accounts import Role, User, user_roles
from app.access.asking import current_account, require
from app.access.grants import Audience
from app.access.identification import roles_of_user
from app.access.identity import Authentication, acting_as
from app.access.in_force import rules_in_force
from app.access.links import make_link
from app.access.login_sessions import end_sessions
from app.access.people import Person
from app.access.refusals import LastAdministrator, MixedAudience, OwnAccount, UnknownRole
from app.access.system import beneath, privileged
from app.access.tables import Ending, Purpose
from app.database import session
from app.errors import Duplicate, NotFound
from app.models import clock
from app.proof import journal

WORD = "administer"
PAGE = 40
_REASON = "administration des comptes"


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account as administrators see it; ``waiting`` until its first password. ``last_login`` is naive UTC."""

    id: int
    username: str
    first_name: str
    last_name: str
    email: str
    active: bool
    waiting: bool
    last_login: datetime | None
    roles: Sequence[str]


def accounts(text: str = "", *, after: int | None = None) -> tuple[list[AccountRow], bool]:
    """One page of accounts by name, those that contain ``text``, after the account ``after``; and whether more follow.

    Raises Forbidden.
    """
    require(WORD, Person)
    order = (func.lower(User.last_name), func.lower(User.first_name), User.id)
    statement = _rows().order_by(*order).limit(PAGE + 1)
    for word in text.split():
        columns = (User.last_name, User.first_name, User.email, User.username)
        statement = statement.where(or_(*(column.icontains(word, autoescape=True) for column in columns)))
    if after is not None:
        last = session.execute(select(*order).where(User.id == after), execution_options=privileged(_REASON)).one()
        statement = statement.where(tuple_(*order) > tuple_(*last))
    found = session.execute(statement, execution_options=privileged(_REASON)).all()
    return _shown(found[:PAGE]), len(found) > PAGE


def account(id: int) -> AccountRow:
    """One account. Raises Forbidden, NotFound."""
    require(WORD, Person)
    condition = rules_in_force().condition(Person, WORD, current_account())
    statement = _rows().where(User.id == id, condition)
    row = session.execute(statement, execution_options=privileged(_REASON)).one_or_none()
    if row is None:
        raise NotFound
    [found] = _shown([row])
    return found


def invite(*, first_name: str, last_name: str, email: str, roles: Collection[str]) -> int:
    """Open an account and send its owner a link to choose a password; its id.

    Raises Forbidden, Duplicate beside the e-mail, UnknownRole or MixedAudience beside the roles.
    """
    require(WORD, Person)
    _check_audience(roles)
    return _open(first_name, last_name, email, roles)


def invite_to_portal(*, first_name: str, last_name: str, email: str, roles: Collection[str]) -> int:
    """Open an account of the portal for a service that decides who has one, and send its owner a link; its id.

    The service answers for who may: nobody needs to administer accounts. No role of the staff can be given here. Raises
    Duplicate beside the e-mail, UnknownRole or MixedAudience beside the roles.
    """
    _check_audience(roles)
    if rules_in_force().audience(roles) is not Audience.PORTAL:
        raise MixedAudience(field="roles")
    return _open(first_name, last_name, email, roles)


def invite_again_to_portal(id: int) -> None:
    """Send a new link to an account of the portal, for the same services; the earlier one stops working.

    Raises NotFound for any other account.
    """
    roles = session.scalar(select(roles_of_user).where(User.id == id), execution_options=privileged(_REASON))
    if rules_in_force().audience(roles or ()) is not Audience.PORTAL:
        raise NotFound
    make_link(id, Purpose.INVITATION)


def _open(first_name: str, last_name: str, email: str, roles: Collection[str]) -> int:
    name, connection = email.strip().lower(), beneath(_REASON)
    if connection.scalar(select(User.id).where((User.username == name) | (User.email == name))):
        raise Duplicate(field="email")
    now = clock.now().replace(tzinfo=None)  # FAB's columns hold naive instants; these are UTC
    row = insert(User).values(
        first_name=first_name,
        last_name=last_name,
        username=name,
        email=name,
        active=True,
        created_on=now,
        changed_on=now,
    )
    id: int = connection.execute(row.returning(User.id)).scalar_one()
    _set_roles(id, roles)
    make_link(id, Purpose.INVITATION)
    journal.record("account.invited", Person, id, {"roles": sorted(roles)})
    return id


def invite_again(id: int) -> None:
    """Send a new link to choose a password; the earlier one stops working. Raises Forbidden, NotFound."""
    account(id)
    make_link(id, Purpose.INVITATION)


def give_roles(id: int, roles: Collection[str]) -> None:
    """Give an account exactly these roles and end its sessions.

    Raises Forbidden, NotFound, MixedAudience, LastAdministrator.
    """
    before = frozenset(account(id).roles)
    if before == frozenset(roles):
        return
    _check_audience(roles)
    _set_roles(id, roles)
    _check_administrators()
    end_sessions(id, Ending.ROLES)
    facts = {"before": sorted(before), "after": sorted(roles)}
    journal.record("account.roles_changed", Person, id, facts)


def deactivate(id: int) -> None:
    """Close an account and end its sessions. Raises Forbidden, NotFound, OwnAccount, LastAdministrator."""
    if account(id).id == current_account().id:
        raise OwnAccount
    beneath(_REASON).execute(update(User).where(User.id == id).values(active=False))
    _check_administrators()
    end_sessions(id, Ending.DEACTIVATION)
    journal.record("account.deactivated", Person, id, {})


def reactivate(id: int) -> None:
    """Open a closed account again; its sessions stay ended. Raises Forbidden, NotFound."""
    account(id)
    beneath(_REASON).execute(update(User).where(User.id == id).values(active=True))
    journal.record("account.reactivated", Person, id, {})


def sign_out_everywhere(id: int) -> None:
    """End every session of an account. Raises Forbidden, NotFound."""
    account(id)
    end_sessions(id, Ending.REVOKED)
    journal.record("account.signed_out", Person, id, {})


def _rows() -> Any:
    names = (User.id, User.username, User.first_name, User.last_name, User.email)
    return select(*names, User.active, User.last_login, roles_of_user.label("roles"))


def _shown(rows: Sequence[Row[Any]]) -> list[AccountRow]:
    """The accounts of these rows. Only identification can tell who still has no password: staff reads none."""
    with acting_as(Authentication()):
        wanted = select(User.id).where(User.id.in_([row.id for row in rows]), User.password.is_(None))
        waiting = set(session.scalars(wanted))
    return [AccountRow(**row._mapping, waiting=row.id in waiting) for row in rows]


def _set_roles(id: int, roles: Collection[str]) -> None:
    connection = beneath(_REASON)
    connection.execute(delete(user_roles).where(user_roles.c.user_id == id))
    chosen = select(literal(id), Role.id).where(Role.name.in_(roles))
    connection.execute(insert(user_roles).from_select(["user_id", "role_id"], chosen))


def _check_audience(roles: Collection[str]) -> None:
    if unknown := set(roles) - rules_in_force().roles.keys():
        raise UnknownRole(field="roles", names=", ".join(sorted(unknown)))
    if roles and rules_in_force().audience(roles) is None:
        raise MixedAudience(field="roles")


def _check_administrators() -> None:
    rules = rules_in_force()
    administering = {grant.role.code for grant in rules.grants(Person) if WORD in grant.words}
    holders = (
        select(user_roles.c.user_id)
        .join(Role, Role.id == user_roles.c.role_id)
        .join(User, User.id == user_roles.c.user_id)
        .where(Role.name.in_(administering), User.active)
    )
    if not beneath(_REASON).scalar(select(holders.exists())):
        raise LastAdministrator
