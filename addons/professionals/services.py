"""Use cases of professionals: what a decision or a signature brings with it. They never commit.

What other add-ons import stands here: acceptances, accesses and preferences too.
"""

from datetime import date, datetime, time
from typing import Annotated

from sqlalchemy import ColumnElement, or_, select

from addons.legal.services import terms_in_force
from addons.professionals import errors, guards
from addons.professionals.acceptances import accept_terms, has_accepted
from addons.professionals.accesses import open_access
from addons.professionals.models import (
    CoverageLine,
    Motive,
    Professional,
    Sanction,
    SanctionKind,
    State,
    Strength,
)
from addons.professionals.models.choices import BANNING
from addons.professionals.parameters import OTHER_MOTIVE_MIN_LENGTH
from addons.professionals.preferences import pause, resume, set_offer_preferences
from addons.professionals.reach import reach
from addons.zones.models import Commune
from addons.zones.services import holds, zones_holding
from app.access.identity import Account, current
from app.database import session
from app.formats import PARIS
from app.i18n import _l
from app.models.clock import now, today
from app.models.parameters import value
from app.models.workflow import Asked, performs

__all__ = [
    "accept_terms",
    "covering",
    "expire_insurances",
    "has_accepted",
    "open_access",
    "pause",
    "reach",
    "record_new_signature",
    "record_signature",
    "reinstate",
    "resume",
    "set_offer_preferences",
    "suspend",
    "terminate",
]

AskedMotive = Annotated[Motive, Asked(_l("Motif"))]
AskedSigning = Annotated[date, Asked(_l("Signées le"))]
AskedSignatory = Annotated[str, Asked(_l("Signataire"), help=_l("Prénom et nom, comme sur la pièce d’identité."))]
AskedFacts = Annotated[str, Asked(_l("Faits"), help=_l("Ils figurent dans la notification."), long=True)]


@performs(Professional.sign)
def record_signature(professional: Professional, signed_on: AskedSigning, signatory: AskedSignatory) -> None:
    """Keep a handwritten signature of the terms that held that day, as a SIGNED acceptance (CGV-2.3).

    When the Kbis was three months old or more that day, the signature is kept and a new Kbis is asked (CGV-20.7).
    Raises SignedLater, NoTermsInForce.
    """
    _keep_signature(professional, signed_on, signatory)
    try:
        guards.kbis(professional, signed_on)
    except errors.KbisTooOld:
        professional.ask_documents_again()
    else:
        professional.sign()


@performs(Professional.sign_again)
def record_new_signature(professional: Professional, signed_on: AskedSigning, signatory: AskedSignatory) -> None:
    """Keep the signature of the version that replaced the one signed before (CGV-2.3).

    Raises SignedLater, NoTermsInForce, KbisTooOld.
    """
    _keep_signature(professional, signed_on, signatory)
    professional.sign_again()


def _keep_signature(professional: Professional, signed_on: date, signatory: str) -> None:
    if signed_on > today():
        raise errors.SignedLater(field="signed_on")
    professional.signed_on, professional.signatory = signed_on, signatory
    evening = datetime.combine(signed_on, time(23, 59, 59), PARIS)
    version = terms_in_force(professional.operator_id, at=min(now(), evening))
    accept_terms(professional, version, strength=Strength.SIGNED, signatory=signatory)


@performs(Professional.suspend)
def suspend(professional: Professional, motive: AskedMotive, facts: AskedFacts) -> Sanction:
    """Suspend at once, on a motive and facts (CGV-10.4). Raises FactsMissing or MotiveTooShort."""
    professional.suspend()
    return _decide(professional, SanctionKind.SUSPENSION, motive, facts)


@performs(Professional.reinstate)
def reinstate(
    professional: Professional, note: Annotated[str, Asked(_l("Pourquoi l’accès est rétabli"), long=True)]
) -> None:
    """Lift every suspension in force, with the reason (CGV-10.4). Raises NoteMissing."""
    if not note.strip():
        raise errors.NoteMissing(field="note")
    professional.reinstate()
    in_force = select(Sanction).where(
        Sanction.professional_id == professional.id,
        Sanction.kind == SanctionKind.SUSPENSION,
        Sanction.lifted_at.is_(None),
    )
    for sanction in session().scalars(in_force):
        sanction.lifted_at, sanction.lifting_note = now(), note.strip()


@performs(Professional.terminate)
def terminate(professional: Professional, motive: AskedMotive, facts: AskedFacts) -> Sanction:
    """End the relation on a motive and facts; resale and identity theft ban for good (CGV-8.2, CGV-10.10).

    Raises FactsMissing or MotiveTooShort.
    """
    professional.terminate()
    professional.banned = professional.banned or motive in BANNING
    return _decide(professional, SanctionKind.TERMINATION, motive, facts)


def _decide(professional: Professional, kind: SanctionKind, motive: Motive, facts: str) -> Sanction:
    facts = facts.strip()
    if not facts:
        raise errors.FactsMissing(field="facts")
    minimum = value(OTHER_MOTIVE_MIN_LENGTH, professional.operator_id)
    if motive is Motive.OTHER and len(facts) < minimum:
        raise errors.MotiveTooShort(field="facts", minimum=minimum)
    acting = current()
    sanction = Sanction(
        operator_id=professional.operator_id,
        professional=professional,
        kind=kind,
        motive=motive,
        facts=facts,
        effective_at=now(),
        decided_by_id=acting.id if isinstance(acting, Account) else None,
    )
    session().add(sanction)
    return sanction


def covering(commune: Commune, postal_code: str) -> ColumnElement[bool]:
    """The condition that a professional validated a territory that holds this spot (CGV-3.13)."""
    zones = zones_holding(commune, postal_code)
    return Professional.id.in_(
        select(CoverageLine.professional_id).where(
            CoverageLine.validated,
            or_(holds(CoverageLine, commune, postal_code), CoverageLine.zone_id.in_(zones)),
        )
    )


def expire_insurances(on: date) -> int:
    """Block every validated professional whose compulsory insurance no longer covers that day; returns how many.

    Run each night for the new day: a certificate valid to the 21st holds until 23:59:59 of the 21st (CGV-9.20).
    """
    blocked = 0
    for professional in session().scalars(select(Professional).where(Professional.state == State.VALIDATED)):
        try:
            guards.insurances(professional, on)
        except (errors.InsuranceExpired, errors.DocumentRefused):
            professional.expire_documents()
            blocked += 1
    return blocked
