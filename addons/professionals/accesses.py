"""Accesses to the portal: one account for one company, opened by the staff alone (CGV-4.2)."""

from sqlalchemy import select

from addons.professionals import errors, guards
from addons.professionals.models import Professional, ProfessionalAccount
from addons.professionals.models.choices import CLOSED
from app.access.administration import invite_again_to_portal, invite_to_portal
from app.database import session
from app.models.workflow import performs

#: The code of the role, which ``roles`` declares: it reads models, as this does.
ROLE = "PROFESSIONAL"


def open_access(professional: Professional) -> ProfessionalAccount:
    """Open the account of ``professional`` and send its link (72 h), or a new link when it is open already.

    The account sees no request before the validation: what it reads follows the state of the file (CGV-4.8). Raises
    OffNetwork, AccessEnded, IdentityIncomplete, StatementMissing, and Duplicate when somebody else signs in with that
    e-mail.
    """
    guards.in_network(professional)
    guards.legal_identity(professional)
    if professional.state in CLOSED:
        raise errors.AccessEnded
    known = session().scalar(
        select(ProfessionalAccount).where(ProfessionalAccount.professional_id == professional.id).limit(1)
    )
    if known is not None:
        invite_again_to_portal(known.user_id)
        return known
    user_id = invite_to_portal(
        first_name=professional.first_name or "",
        last_name=professional.last_name or "",
        email=professional.email or "",
        roles={ROLE},
    )
    opened = ProfessionalAccount(operator_id=professional.operator_id, professional=professional, user_id=user_id)
    session().add(opened)
    session().flush()
    return opened


@performs(Professional.give_access)
def give_access(professional: Professional) -> ProfessionalAccount:
    """The staff's button: open the access of a validated professional, or send its link again."""
    professional.give_access()
    return open_access(professional)
