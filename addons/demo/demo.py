"""What ``relais demo`` loads last: a line for the site, two professionals with an access, the month."""

from datetime import datetime, timedelta

from sqlalchemy import select
from werkzeug.security import generate_password_hash

from addons.base.demo import BORIS, password
from addons.base.models import Operator, Site, Trade
from addons.demo.month import DAYS, SETTLED, play, setting_of
from addons.legal.services import terms_in_force
from addons.notifications.models import Delivery, Message
from addons.professionals.models import (
    CoverageLine,
    Document,
    DocumentKind,
    Professional,
    ProfessionalAccount,
    State,
    Verdict,
)
from addons.professionals.roles import PROFESSIONAL
from addons.professionals.services import accept_terms
from addons.zones.models import Department
from app.access.accounts import Role as StoredRole
from app.access.accounts import User
from app.access.grants import Audience
from app.access.people import Person
from app.database import session
from app.demonstration import Login
from app.models import clock

AGENT = "teleconseiller"
#: A number that no telephone rings at.
LINE = "+33199000100"
ACCESSES = ("pro", "pro2")

LOGINS = tuple(Login("Professionnel, sur le portail", name, password(name), Audience.PORTAL) for name in ACCESSES)


def load() -> None:
    """Make the operator sell, then play its month."""
    operator = session().scalars(select(Operator).where(Operator.code == BORIS)).one()
    site = session().scalars(select(Site).where(Site.operator_id == operator.id).order_by(Site.id)).first()
    if site is not None:
        site.phone_line = LINE
    with clock.frozen(clock.now() - timedelta(days=DAYS + 1)):
        network = _network(operator)
        for professional in network:
            accept_terms(professional, terms_in_force(operator.id))
        session().flush()
    for name, professional in zip(ACCESSES, network, strict=False):
        _open(name, professional)
    agent = session().scalars(select(Person).where(Person.username == AGENT)).one()
    play(setting_of(operator, agent))
    session().flush()
    _note_as_delivered(clock.now() - SETTLED)


def _network(operator: Operator) -> list[Professional]:
    """The validated professionals; the two with an access do everything, everywhere around."""
    found = list(
        session().scalars(
            select(Professional)
            .where(Professional.operator_id == operator.id, Professional.state == State.VALIDATED)
            .order_by(Professional.id)
        )
    )
    trades = list(session().scalars(select(Trade).where(Trade.active).order_by(Trade.id)))
    departments = list(session().scalars(select(Department).where(Department.code.in_(("30", "34")))))
    for professional in found[: len(ACCESSES)]:
        professional.trades = trades
        professional.coverage = [
            CoverageLine(operator=operator, department=department, validated=True) for department in departments
        ]
        professional.documents += [_insured(operator, trade) for trade in trades if trade.needs_decennale]
    session().flush()
    return found


def _insured(operator: Operator, trade: Trade) -> Document:
    """A décennale of the trade, whatever his own is."""
    return Document(
        operator=operator,
        kind=DocumentKind.INSURANCE_DECENNALE,
        trade=trade,
        verdict=Verdict.CONFORM,
        policy_number=f"DEC-{trade.code}",
        valid_from=clock.today() - timedelta(days=200),
        valid_to=clock.today() + timedelta(days=300),
    )


def _open(name: str, professional: Professional) -> None:
    """An account of the portal, with the password that ``relais serve`` prints."""
    role = session().scalars(select(StoredRole).where(StoredRole.name == PROFESSIONAL.code)).one()
    user = User(
        username=name,
        first_name=professional.first_name,
        last_name=professional.last_name,
        email=f"{name}@example.org",
        password=generate_password_hash(password(name)),
        active=True,
        roles=[role],
    )
    session().add(user)
    session().flush()
    session().add(ProfessionalAccount(operator=professional.operator, professional=professional, user_id=user.id))
    session().flush()


def _note_as_delivered(until: datetime) -> None:
    """Messages of the month left long ago: the tasks find them sent and have nothing to do."""
    left = select(Message).where(Message.state == Delivery.QUEUED, Message.created_at < until)
    for message in session().scalars(left):
        message.state, message.sent_at = Delivery.DELIVERED, message.created_at + timedelta(seconds=2)
        message.delivered_at = message.created_at + timedelta(seconds=5)
    session().flush()
