"""Who may do what with operators, sites, trades and staff: records are switched off, not deleted."""

from sqlalchemy import ColumnElement, any_, select

from addons.base.models import Operator, Site, StaffProfile, Trade
from addons.base.roles import ACCOUNTANT, ADMIN, AGENT, DPO, MANAGER
from app.access.grants import Grant
from app.access.identity import Account
from app.access.people import Person
from app.effects.models import OutboxRow, StoredMail
from app.privacy.vault import Contact


def own_operators(me: Account) -> ColumnElement[bool]:
    """Operators the person works for."""
    return Operator.id == any_(me.operator_ids)  # type: ignore[arg-type]  # a parameter, see Where


def colleagues(me: Account) -> ColumnElement[bool]:
    """Whoever works for an operator of the person."""
    return StaffProfile.operator_id == any_(me.operator_ids)  # type: ignore[arg-type]  # a parameter, see Where


def known(me: Account) -> ColumnElement[bool]:
    """Oneself and colleagues: whose names stand on the records one reads."""
    return Person.id.in_(select(StaffProfile.user_id).where(colleagues(me))) | (Person.id == me.id)


def own_profile(me: Account) -> ColumnElement[bool]:
    """What the person is for each operator."""
    return StaffProfile.user_id == me.id


NAME = ("first_name", "last_name")

ACCESS = [
    # Only an administrator opens an operator: whoever belongs to it could not read it before being attached to it.
    Grant(ADMIN, Operator, "read create write confirm"),
    Grant(MANAGER, Operator, "read write", where=own_operators),
    Grant(AGENT, Operator, "read", where=own_operators),
    Grant(ACCOUNTANT, Operator, "read", where=own_operators),
    Grant(DPO, Operator, "read", where=own_operators),
    Grant(ADMIN, Site, "read create write"),
    Grant(MANAGER, Site, "read create write"),
    Grant(AGENT, Site, "read"),
    Grant(ACCOUNTANT, Site, "read"),
    Grant(DPO, Site, "read"),
    Grant(ADMIN, Trade, "read create write"),
    Grant(MANAGER, Trade, "read create write"),
    Grant(AGENT, Trade, "read"),
    Grant(ACCOUNTANT, Trade, "read"),
    Grant(DPO, Trade, "read"),
    Grant(ADMIN, Person, "read administer"),
    Grant(MANAGER, Person, "read", where=known),
    Grant(AGENT, Person, "read", where=known, fields=NAME),
    Grant(ACCOUNTANT, Person, "read", where=known, fields=NAME),
    Grant(DPO, Person, "read", where=known),
    Grant(ADMIN, StaffProfile, "read create write delete"),
    Grant(MANAGER, StaffProfile, "read create write", where=colleagues),
    Grant(AGENT, StaffProfile, "read", where=own_profile),
    Grant(ACCOUNTANT, StaffProfile, "read", where=own_profile),
    Grant(DPO, StaffProfile, "read", where=colleagues),
    # Masked until opened, which is logged; an accountant has no use for clients.
    Grant(ADMIN, Contact, "read"),
    Grant(MANAGER, Contact, "read create write open"),
    Grant(AGENT, Contact, "read create write open"),
    Grant(DPO, Contact, "read open"),
    # What the machine does for people: an administrator sees it and starts again what failed.
    Grant(ADMIN, OutboxRow, "read write retry"),
    Grant(ADMIN, StoredMail, "read"),
]
