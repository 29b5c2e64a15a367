"""The role of professionals and what is known of the acting one."""

from sqlalchemy import func, select

from addons.professionals.models import ProfessionalAccount
from app.access.accounts import User
from app.access.grants import Audience, Fact, Role
from app.i18n import _l

PROFESSIONAL = Role("PROFESSIONAL", _l("Professionnel"), Audience.PORTAL)

ROLES = [PROFESSIONAL]

_own = ProfessionalAccount.user_id == User.id

FACTS = [
    Fact(
        "professional_id",
        select(ProfessionalAccount.professional_id).where(_own).correlate(User).scalar_subquery(),
    ),
    # The company that the professional works with stands for those that a person of the staff works for.
    Fact(
        "operator_ids",
        select(func.array_agg(ProfessionalAccount.operator_id)).where(_own).correlate(User).scalar_subquery(),
        audience=Audience.PORTAL,
    ),
]
