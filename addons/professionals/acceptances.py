"""Acceptances of the terms: by a tick before an order, by a signature before the validation (CGV-1.5, CGV-2.3)."""

from sqlalchemy import Select, select

from addons.legal.models import LegalVersion
from addons.legal.services import terms_in_force
from addons.professionals import errors
from addons.professionals.models import Acceptance, Professional, Strength
from app.access.identity import author
from app.database import session
from app.models.clock import now
from app.proof import journal


def accept_terms(
    professional: Professional,
    version: LegalVersion,
    *,
    strength: Strength = Strength.EXPLICIT,
    signatory: str | None = None,
) -> Acceptance:
    """Keep that ``professional`` accepts ``version``, with the fingerprint of its text; twice is once.

    A tick holds for the version in force alone; a signature may be that of an earlier one, and then opens nothing.
    Raises VersionReplaced, NoTermsInForce.
    """
    if strength is Strength.EXPLICIT and terms_in_force(professional.operator_id).id != version.id:
        raise errors.VersionReplaced
    if version.sha256 is None or version.operator_id != professional.operator_id:
        raise errors.VersionReplaced
    known = session().scalar(_of(professional, version).where(Acceptance.strength == strength))
    if known is not None:
        return known
    acting = author()
    accepted = Acceptance(
        operator_id=professional.operator_id,
        professional=professional,
        version_id=version.id,
        strength=strength,
        accepted_at=now(),
        sha256=version.sha256,
        signatory=signatory,
        accepted_by_id=acting.id if acting is not None else None,
    )
    session().add(accepted)
    session().flush()
    facts = {"professional": professional.id, "version": version.number, "strength": strength}
    journal.record("terms.accepted", Acceptance, accepted.id, facts)
    return accepted


def has_accepted(professional: Professional, version: LegalVersion) -> bool:
    """Whether ``professional`` accepted exactly this version, by a tick or a signature."""
    return session().scalar(_of(professional, version)) is not None


def _of(professional: Professional, version: LegalVersion) -> Select[Acceptance]:
    mine = Acceptance.professional_id == professional.id, Acceptance.version_id == version.id
    return select(Acceptance).where(*mine).order_by(Acceptance.id).limit(1)
