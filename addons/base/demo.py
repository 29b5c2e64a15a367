"""The people of the demonstration, all invented: one per role, one with every hat, one of two operators."""

from datetime import date

from sqlalchemy import select
from werkzeug.security import generate_password_hash

from addons.base.models import Operator, StaffKind, StaffProfile
from addons.base.roles import ACCOUNTANT, ADMIN, AGENT, DPO, MANAGER, ROLES
from app.access.accounts import Role as StoredRole
from app.access.accounts import User
from app.access.grants import Role
from app.database import session
from app.demonstration import Login

BORIS, MGREEN = "monsieur-boris", "mgreen"

#: User name, first and last name, roles, quality, operators (the default one first).
PEOPLE: tuple[tuple[str, str, str, tuple[Role, ...], StaffKind, tuple[str, ...]], ...] = (
    ("admin", "Agathe", "Démonstration", (ADMIN,), StaffKind.EMPLOYEE, (BORIS, MGREEN)),
    ("gerant", "Gaspard", "Démonstration", (MANAGER,), StaffKind.MANAGER, (BORIS,)),
    ("teleconseiller", "Tiphaine", "Démonstration", (AGENT,), StaffKind.CONTRACTOR, (BORIS,)),
    ("comptable", "Corentin", "Démonstration", (ACCOUNTANT,), StaffKind.EMPLOYEE, (BORIS,)),
    ("dpo", "Delphine", "Démonstration", (DPO,), StaffKind.EMPLOYEE, (BORIS,)),
    ("solo", "Solange", "Démonstration", tuple(ROLES), StaffKind.MANAGER, (BORIS,)),
    ("deux", "Damien", "Démonstration", (MANAGER,), StaffKind.MANAGER, (BORIS, MGREEN)),
)


def password(username: str) -> str:
    """The password of a demonstration account, printed by ``relais serve``; a production refuses such a database."""
    return f"demonstration-{username}"


LOGINS = tuple(
    Login(", ".join(str(role.label) for role in roles), username, password(username))
    for username, _first, _last, roles, _kind, _operators in PEOPLE
)


def load() -> None:
    """Create the accounts and attach them to the operators of the defaults."""
    operators = {operator.code: operator for operator in session().scalars(select(Operator))}
    stored = {role.name: role for role in session().scalars(select(StoredRole))}
    for username, first_name, last_name, roles, kind, codes in PEOPLE:
        user = User(
            username=username,
            first_name=first_name,
            last_name=last_name,
            email=f"{username}@example.org",
            password=generate_password_hash(password(username)),
            active=True,
            roles=[stored[role.code] for role in roles],
        )
        session().add(user)
        session().flush()
        for rank, code in enumerate(codes):
            session().add(
                StaffProfile(
                    user_id=user.id,
                    operator=operators[code],
                    kind=kind,
                    is_default=rank == 0,
                    is_trade_professional=kind is StaffKind.MANAGER,
                    internal_training_on=date(2026, 9, 1),
                    mandate_from=date(2026, 9, 1) if kind is StaffKind.CONTRACTOR else None,
                )
            )
    session().flush()
