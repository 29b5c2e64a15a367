"""What professionals are told of the terms: each new version, at its publication (CGV-1.7, CGV-16.4)."""

from dataclasses import dataclass

from sqlalchemy import select

from addons.legal.models import LegalVersion
from addons.notifications.models import Channel, Nature
from addons.notifications.services import Template, notify_all
from addons.professionals.models import Professional, State
from app.database import session
from app.effects.effect import Effect
from app.effects.outbox import handles

TERMS_UPDATED = Template("professionals.terms_updated", Nature.CONTRACT, (Channel.EMAIL,))
#: Whoever has, or may have again, the use of the platform.
TOLD = (State.VALIDATED, State.DOCUMENTS_EXPIRED, State.SUSPENDED, State.DELETION_PENDING)
_TOGETHER = 500


@dataclass(frozen=True)
class TermsToTell(Effect):
    """Professionals wait to be told of a new version."""

    version_id: int


@handles(TermsToTell)
def tell_terms(effect: TermsToTell) -> None:
    """Decide one message for each professional who is bound by the terms; once each, however often this runs."""
    version = session().get(LegalVersion, effect.version_id)
    if version is None:
        return
    bound = select(Professional).where(Professional.operator_id == version.operator_id, Professional.state.in_(TOLD))
    facts = {"number": version.number, "effective_at": version.effective_at}
    told = session().scalars(bound.order_by(Professional.id)).all()
    for start in range(0, len(told), _TOGETHER):
        notify_all(TERMS_UPDATED, told[start : start + _TOGETHER], subject=version, facts=facts, key="published")
