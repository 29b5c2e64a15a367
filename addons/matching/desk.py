"""What professionals ask of the back office about offers."""

from addons.matching.services import decline
from addons.professionals.models import Professional
from app.access.identity import Account
from app.database import session
from app.errors import NotFound
from app.portal.desk import command


@command("matching.decline")
def decline_request(me: Account, lead_id: int) -> dict[str, object]:
    """Decline a request that was offered to him. Raises NotFound for anybody else's, NotOnOffer."""
    professional = session().get(Professional, me.professional_id)
    if professional is None:
        raise NotFound
    decline(professional, lead_id)
    return {"lead_id": lead_id}
