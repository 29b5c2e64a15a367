"""Who may buy a request: one declaration, which the database filters by and people are answered from.

Each condition is SQL about ``Professional``. ``eligible`` joins them all in one statement, ``obstacles`` selects each
as a column for one professional: neither can say what the other does not.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select

from addons.base.models import Trade
from addons.leads.models import Lead
from addons.legal.errors import NoTermsInForce
from addons.legal.services import terms_in_force
from addons.matching.models import Offer
from addons.professionals.models import (
    Acceptance,
    Document,
    DocumentKind,
    NetworkStatus,
    Professional,
    ProfessionalAccount,
    State,
    Verdict,
)
from addons.professionals.services import covering
from app.access.people import Person
from app.database import session
from app.i18n import Label, _l
from app.models.clock import now, today


@dataclass(frozen=True, slots=True)
class Situation:
    """A request, and what is true around it now: read once, before any condition is written."""

    lead: Lead
    terms_id: int | None
    at: datetime
    on: date
    #: Of whoever qualified or priced the request: the files his account is for, and his address.
    agents_files: tuple[int, ...]
    agents_addresses: tuple[str, ...]

    @classmethod
    def of(cls, lead: Lead) -> "Situation":
        """The situation of ``lead`` at present. Without terms in force nobody may buy (CGV-1.5)."""
        try:
            terms_id = terms_in_force(lead.operator_id).id
        except NoTermsInForce:
            terms_id = None
        agents = [id for id in (lead.qualified_by_id, lead.priced_by_id) if id is not None]
        files = select(ProfessionalAccount.professional_id).where(ProfessionalAccount.user_id.in_(agents))
        addresses = select(func.lower(Person.email)).where(Person.id.in_(agents))
        return cls(
            lead,
            terms_id,
            now(),
            today(),
            tuple(session().scalars(files)) if agents else (),
            tuple(session().scalars(addresses)) if agents else (),
        )


def _nothing_more(professional: Professional, situation: Situation) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True)
class Condition:
    """What a professional must meet: ``sentence`` tells that he does not, completed by ``details``."""

    code: str
    sentence: Label
    rule: str
    holds: Callable[[Situation], ColumnElement[bool]]
    details: Callable[[Professional, Situation], Mapping[str, str]] = _nothing_more


def _same_operator(situation: Situation) -> ColumnElement[bool]:
    return Professional.operator_id == situation.lead.operator_id


def _in_network(situation: Situation) -> ColumnElement[bool]:
    return Professional.network_status == NetworkStatus.IN_NETWORK


def _validated(situation: Situation) -> ColumnElement[bool]:
    return Professional.state == State.VALIDATED


def _trade_declared(situation: Situation) -> ColumnElement[bool]:
    return Professional.trades.any((Trade.id == situation.lead.trade_id) & Trade.active)


def _spot_covered(situation: Situation) -> ColumnElement[bool]:
    commune, postal_code = situation.lead.commune, situation.lead.postal_code
    return covering(commune, postal_code) if commune is not None and postal_code else false()


def _insured(situation: Situation) -> ColumnElement[bool]:
    """RC Pro, and décennale for a trade that needs one, conform and valid today, first and last days included."""
    lead = situation.lead
    wanted = [_certificate(situation.on, Document.kind == DocumentKind.INSURANCE_RC_PRO)]
    if lead.trade is not None and lead.trade.needs_decennale:
        of_the_trade = (Document.kind == DocumentKind.INSURANCE_DECENNALE) & (Document.trade_id == lead.trade_id)
        wanted.append(_certificate(situation.on, of_the_trade))
    return and_(*wanted)


def _certificate(on: date, which: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(
        Document.professional_id == Professional.id,
        which,
        Document.verdict == Verdict.CONFORM,
        or_(Document.valid_from.is_(None), Document.valid_from <= on),
        Document.valid_to >= on,
    )


def _terms_accepted(situation: Situation) -> ColumnElement[bool]:
    if situation.terms_id is None:
        return false()
    return exists().where(Acceptance.professional_id == Professional.id, Acceptance.version_id == situation.terms_id)


def _not_paused(situation: Situation) -> ColumnElement[bool]:
    return or_(Professional.paused_until.is_(None), Professional.paused_until <= situation.at)


def _not_the_agent(situation: Situation) -> ColumnElement[bool]:
    """Whoever qualified or priced the request is not the professional: neither by his account nor by his e-mail."""
    return and_(
        Professional.id.not_in(situation.agents_files),
        func.coalesce(func.lower(Professional.email), "").not_in(situation.agents_addresses),
    )


def _not_declined(situation: Situation) -> ColumnElement[bool]:
    return ~exists().where(
        Offer.professional_id == Professional.id,
        Offer.lead_id == situation.lead.id,
        Offer.declined_at.is_not(None),
    )


def _state(professional: Professional, situation: Situation) -> Mapping[str, str]:
    return {"state": str(professional.state.label)}


def _trade(professional: Professional, situation: Situation) -> Mapping[str, str]:
    return {"trade": situation.lead.trade.label if situation.lead.trade is not None else "—"}


def _place(professional: Professional, situation: Situation) -> Mapping[str, str]:
    lead = situation.lead
    return {"place": f"{lead.postal_code or '—'} {lead.commune.name if lead.commune is not None else ''}".strip()}


#: In the order a person would check them.
CONDITIONS: tuple[Condition, ...] = (
    Condition("operator", _l("Le dossier est celui d’une autre entreprise."), "CGV-0.2", _same_operator),
    Condition("network", _l("Le professionnel est hors réseau."), "CGV-3.2", _in_network),
    Condition("state", _l("Le dossier n’est pas validé : « %(state)s »."), "CGV-3.10", _validated, _state),
    Condition(
        "trade",
        _l("Le métier « %(trade)s » n’est pas déclaré, ou n’est plus actif."),
        "CGV-1.3",
        _trade_declared,
        _trade,
    ),
    Condition("zone", _l("Aucun territoire validé ne couvre %(place)s."), "CGV-3.13", _spot_covered, _place),
    Condition("insurance", _l("Attestation d’assurance expirée."), "CGV-9.20", _insured),
    Condition("terms", _l("Les CGV en vigueur ne sont pas acceptées."), "CGV-1.5", _terms_accepted),
    Condition("pause", _l("Le professionnel est en pause."), "CGV-1.4", _not_paused),
    Condition(
        "agent",
        _l("Le professionnel est le téléconseiller qui a qualifié ou tarifé la demande."),
        "DEC-59",
        _not_the_agent,
    ),
    Condition("declined", _l("Le professionnel a décliné cette demande."), "CGV-1.4", _not_declined),
)
