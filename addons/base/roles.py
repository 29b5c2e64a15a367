"""The roles of the staff and what is known of the acting person."""

from datetime import date

from sqlalchemy import BindParameter, bindparam, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from addons.base.models import StaffKind, StaffProfile
from app.access.accounts import User
from app.access.grants import Fact, Role
from app.i18n import _l
from app.models.clock import today

ADMIN = Role("ADMIN", _l("Administrateur"))
MANAGER = Role("MANAGER", _l("Gérant"))
AGENT = Role("AGENT", _l("Téléconseiller"))
ACCOUNTANT = Role("ACCOUNTANT", _l("Comptable"))
DPO = Role("DPO", _l("Référent données"))

ROLES = [ADMIN, MANAGER, AGENT, ACCOUNTANT, DPO]

_today: BindParameter[date] = bindparam("today", callable_=today)

#: Profiles that hold today: outside the dates of a mandate, a contractor belongs to no operator (CGV-3.3).
_in_force = or_(
    StaffProfile.kind != StaffKind.CONTRACTOR,
    (StaffProfile.mandate_from <= _today) & (func.coalesce(StaffProfile.mandate_to, _today) >= _today),
)

#: Operators of the acting person, the default one first.
OPERATORS = Fact(
    "operator_ids",
    select(
        func.array_agg(
            aggregate_order_by(StaffProfile.operator_id, StaffProfile.is_default.desc(), StaffProfile.operator_id.asc())
        )
    )
    .where(StaffProfile.user_id == User.id, _in_force)
    .correlate(User)
    .scalar_subquery(),
)

FACTS = [OPERATORS]
