"""From a token to an account: one statement, under the identification's own login, in its own short transaction."""

from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select, update

from app.access.accounts import Role, User, user_roles
from app.access.grants import Audience
from app.access.identity import Account, Authentication, acting_as
from app.access.login_sessions import IDLE, SEEN_EVERY, digest, live
from app.access.rules import OPERATORS_FACT, Rules
from app.access.system import beneath
from app.access.tables import LoginSession, SessionKind
from app.database import session
from app.models import clock
from app.models.types import UtcDateTime

_FACT = "fact_"

roles_of_user = (
    select(func.coalesce(func.array_agg(Role.name), []))
    .join(user_roles, user_roles.c.role_id == Role.id)
    .where(user_roles.c.user_id == User.id)
    .correlate(User)
    .scalar_subquery()
)


def identify(token: str, rules: Rules, audience: Audience) -> Account | None:
    """The account of this audience whose live session holds ``token``, or None.

    Marks the session as seen, once a minute.
    """
    now = clock.now()
    with acting_as(Authentication()):
        values = {"token_hash": digest(token), "now": now, "awake_since": now - IDLE}
        row = session.execute(_who(rules, audience), values).one_or_none()
        if row is None:
            return None
        if row.seen_at < now - SEEN_EVERY:
            seen = update(LoginSession).where(LoginSession.id == row.session_id).values(seen_at=now)
            beneath("session vue").execute(seen)
            session.commit()
    return _account(row, rules, audience, token)


@lru_cache(maxsize=8)
def _who(rules: Rules, audience: Audience) -> Select[Any]:
    """The statement, built once per rule set, with parameters ``token_hash``, ``now`` and ``awake_since``."""
    told = rules.facts_of(audience)
    facts: list[ColumnElement[Any]] = [fact.select.label(_FACT + name) for name, fact in told.items()]
    return (
        select(
            LoginSession.id.label("session_id"),
            LoginSession.kind,
            LoginSession.seen_at,
            LoginSession.operator_id,
            User.id,
            User.username,
            User.first_name,
            User.last_name,
            User.email,
            roles_of_user.label("roles"),
            *facts,
        )
        .join(User, User.id == LoginSession.account_id)
        .where(
            User.active,
            LoginSession.token_hash == bindparam("token_hash"),
            live(bindparam("now", type_=UtcDateTime()), bindparam("awake_since", type_=UtcDateTime())),
        )
    )


def _account(row: Any, rules: Rules, audience: Audience, token: str) -> Account | None:
    """None when the roles open nothing here: unknown, of the other audience, or of both."""
    if rules.audience(row.roles) is not audience:
        return None
    facts = {name: getattr(row, _FACT + name) for name in rules.facts_of(audience)}
    operators = tuple(facts.get(OPERATORS_FACT) or ())
    chosen = row.operator_id if row.operator_id in operators else next(iter(operators), None)
    return Account(
        id=row.id,
        username=row.username,
        first_name=row.first_name,
        last_name=row.last_name,
        email=row.email,
        roles=frozenset(row.roles),
        audience=audience,
        operator_id=chosen,
        operator_ids=operators,
        facts=facts,
        session_id=None if row.kind is SessionKind.PERSONAL else row.session_id,
        token=token,
    )
