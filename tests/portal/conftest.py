from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from app import database
from app.access.accounts import User
from app.access.identity import System, acting_as
from app.access.login_sessions import open_session
from app.access.tables import SessionKind
from app.addons import by_name, discover
from app.models import clock
from app.models.base import Base
from tests.portal import guild
from tests.portal.guild.models import GuildClaim, GuildJob, GuildMember, GuildOffer, GuildTown, JobState


@pytest.fixture
def side_addons():
    return guild_and_base()


def guild_and_base():
    """The throw-away add-on and what it stands on."""
    return (by_name(discover())["base"], guild.addon)


@dataclass
class Guild:
    """Ada and Bob are members of one company, Cleo of another; each was offered jobs of the same price."""

    users: dict[str, int]
    members: dict[str, int]
    jobs: dict[str, int]


def new_operator(name: str) -> int:
    model = next(found for found in Base.__subclasses__() if found.__tablename__ == "base_operator")
    return database.session.scalars(select(model.id).order_by(model.id)).all()[("first", "second").index(name)]


@pytest.fixture
def members(sides) -> Guild:
    return found_guild(sides)


def found_guild(sides) -> Guild:
    found = Guild({}, {}, {})
    for name in ("ada", "bob", "cleo"):
        sides.account("guild_joiner", username=name)
    sides.account("guild_guest", username="gus")
    sides.account("guild_warden", username="wil")
    with sides.staff.app_context(), acting_as(System("test")):
        session = database.session
        until = clock.now() + timedelta(days=1)
        session.add_all([GuildTown(name="Ornans", mayor="M. Secret"), GuildTown(name="Nîmes")])
        session.flush()
        town = session.scalars(select(GuildTown).where(GuildTown.name == "Ornans")).one()
        for name, company in (("ada", "first"), ("bob", "first"), ("cleo", "second")):
            operator_id = new_operator(company)
            user_id = session.scalars(select(User.id).where(User.username == name)).one()
            member = GuildMember(name=name, user_id=user_id, operator_id=operator_id)
            session.add(member)
            session.flush()
            found.users[name], found.members[name] = user_id, member.id
            for what, state, price in (
                ("open", JobState.OPEN, 49),
                ("shut", JobState.SHUT, 49),
                ("dear", JobState.OPEN, 2000),
            ):
                job = GuildJob(
                    reference=f"{name}-{what}", price_ht=Decimal(price), secret=f"secret of {name}", state=state,
                    until=until, town=town, operator_id=operator_id,
                )  # fmt: skip
                session.add(job)
                session.flush()
                found.jobs[job.reference] = job.id
                session.add(GuildOffer(job_id=job.id, member_id=member.id, operator_id=operator_id, note="interne"))
            session.add(GuildClaim(job_id=found.jobs[f"{name}-shut"], member_id=member.id, operator_id=operator_id))
        database.commit()
    return found


@pytest.fixture
def token_of(sides):
    """``token_of(user_id)``: a live token, as signing in gives one."""
    return lambda user_id: new_token(sides, user_id)


def new_token(sides, user_id: int) -> str:
    with sides.staff.app_context(), acting_as(System("test")):
        token = open_session(user_id, SessionKind.BROWSER).token
        database.commit()
    return token
