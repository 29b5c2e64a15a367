"""What professionals may read of their own file and of the map, beside what each add-on gives of itself."""

from sqlalchemy import ColumnElement, any_, func, select

from addons.base.models import Operator
from addons.professionals.models import CoverageLine, Document
from addons.professionals.roles import PROFESSIONAL
from addons.zones.models import Zone
from app.access.grants import Grant
from app.access.identity import Account


def _own_operator(me: Account) -> ColumnElement[bool]:
    """The company he buys from."""
    return Operator.id == any_(me.operator_ids)  # type: ignore[arg-type]  # a parameter, see Where


def _covered(me: Account) -> ColumnElement[bool]:
    """The zones of his own territories."""
    zones = select(CoverageLine.zone_id).where(CoverageLine.professional_id == me.professional_id)
    return Zone.id == any_(func.array(zones.scalar_subquery()))


ACCESS = [
    # The name on top of each page, and whom to ask.
    Grant(
        PROFESSIONAL,
        Operator,
        "read",
        where=_own_operator,
        fields=("platform_name", "brand_name", "contact_phone", "contact_email", "profile_change_email"),
    ),
    Grant(
        PROFESSIONAL,
        CoverageLine,
        "read",
        where=lambda me: CoverageLine.professional_id == me.professional_id,
        fields=("professional", "zone", "department", "commune", "postal_code", "validated"),
    ),
    Grant(
        PROFESSIONAL,
        Document,
        "read",
        where=lambda me: Document.professional_id == me.professional_id,
        fields=("professional", "kind", "trade", "valid_to", "verdict"),
    ),
    Grant(PROFESSIONAL, Zone, "read", where=_covered, fields=("name",)),
]
