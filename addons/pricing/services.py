"""Use cases of pricing: propose, decide, prove. They never commit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from sqlalchemy import func, or_, select

from addons.base.models import Trade
from addons.leads.models import Lead
from addons.leads.models import State as LeadState
from addons.leads.models.choices import SOLD
from addons.legal.models import LegalVersion
from addons.legal.services import terms_in_force
from addons.pricing import errors, tickets
from addons.pricing.factors import circumstances
from addons.pricing.grid import Circumstances, Line, Tariff, adjustment, itemise, sum_ht
from addons.pricing.models import Criterion, PricingLine, PricingRule, PricingSheet
from addons.pricing.models.sheet import rewriting
from addons.pricing.tickets import replay
from addons.professionals.models import Professional, ProfessionalAccount
from addons.professionals.models.choices import CLOSED
from app.access.identity import Account, current
from app.database import session
from app.formats import format_money
from app.i18n import _l
from app.models.clock import now, today
from app.models.history import because
from app.models.workflow import Asked, performs
from app.proof import journal

__all__ = ["Proposal", "change_price", "check_bounds", "propose", "replay", "set_price", "ticket"]

AskedPrice = Annotated[Decimal | None, Asked(_l("Tarif HT"), help=_l("Vide : le tarif proposé."))]
AskedReason = Annotated[
    str | None,
    Asked(_l("Raison de l’écart"), help=_l("Demandée quand le tarif s’écarte de la proposition."), long=True),
]

_ORDER = list(Criterion)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the rules in force give for a request: lines that sum to a price within the bounds of ``terms``."""

    terms: LegalVersion
    circumstances: Circumstances
    tariffs: tuple[Tariff, ...]
    lines: tuple[Line, ...]

    @property
    def total_ht(self) -> Decimal:
        """The price proposed."""
        return sum_ht(self.lines)


def propose(lead: Lead) -> Proposal:
    """What the rules in force today give for the request, itemised (CGV-6.8 to CGV-6.12). Writes nothing.

    Raises NoTermsInForce, and FactorsMissing while the request lacks what a rule depends on.
    """
    terms = terms_in_force(lead.operator_id)
    rules = _rules_in_force(lead.operator_id)
    found = circumstances(lead, rules)
    tariffs = tuple(tariff for tariff in map(Tariff.of, rules) if tariff.holds(found))
    return Proposal(terms, found, tariffs, itemise(tariffs, found, terms.price_min_ht, terms.price_max_ht))


def check_bounds(price_ht: Decimal, terms: LegalVersion, *, field: str | None = None) -> None:
    """Raise PriceOutOfBounds unless the price is within the bounds, both included, to the cent (CGV-6.12, DEC-26)."""
    low, high = terms.price_min_ht, terms.price_max_ht
    if not price_ht.is_finite() or price_ht != round(price_ht, 2) or not low <= price_ht <= high:
        raise errors.PriceOutOfBounds(field=field, minimum=format_money(low), maximum=format_money(high))


@performs(Lead.price)
def set_price(lead: Lead, final_ht: AskedPrice = None, reason: AskedReason = None) -> PricingSheet:
    """Give a qualified request its price, the proposal by default, and write its sheet.

    Raises PriceFrozen once somebody holds or bought it (CGV-6.7), LinkedToBuyer (DEC-59), PriceOutOfBounds,
    ReasonMissing when the price leaves the proposal without a word, and what ``propose`` raises.
    """
    return _decide(lead, lead.price, final_ht, reason)


@performs(Lead.reprice)
def change_price(lead: Lead, final_ht: AskedPrice = None, reason: AskedReason = None) -> PricingSheet:
    """Change the price of a request on sale, as ``set_price`` sets it; whoever saw the old one confirms (CGV-6.6)."""
    return _decide(lead, lead.reprice, final_ht, reason)


def _decide(lead: Lead, move: Callable[[], None], final_ht: Decimal | None, reason: str | None) -> PricingSheet:
    session().flush()
    session().refresh(lead, with_for_update=True)
    if lead.state is LeadState.RESERVED or lead.state in SOLD:
        raise errors.PriceFrozen(state=str(lead.state.label))
    _refuse_linked(lead)
    proposal = propose(lead)
    price_ht = proposal.total_ht if final_ht is None else final_ht
    check_bounds(price_ht, proposal.terms, field="final_ht")
    gap = price_ht - proposal.total_ht
    why = (reason or "").strip() if gap else ""
    if gap and not why:
        raise errors.ReasonMissing(field="reason")
    if why:
        because(why)  # first: the history of a transition bears the reason known when it happens
    move()
    acting = current()
    lead.price_ht, lead.priced_at = price_ht, now()
    lead.priced_by_id = acting.id if isinstance(acting, Account) else None
    sheet = _write(lead, proposal, (*proposal.lines, *([adjustment(gap)] if gap else [])), why or None)
    facts = {"price_ht": price_ht, "proposed_ht": proposal.total_ht, "ticket": sheet.hash}
    journal.record("lead.priced", Lead, lead.id, facts | {"terms": proposal.terms.number})
    return sheet


def ticket(lead: Lead) -> tickets.Ticket:
    """The ticket of the price in force, to be frozen with what it proves. Raises NotPriced."""
    sheet = session().scalar(select(PricingSheet).where(PricingSheet.lead_id == lead.id))
    if sheet is None or lead.price_ht != sheet.final_ht:  # reopened since: the sheet is that of a price that fell
        raise errors.NotPriced
    return {**sheet.inputs, "hash": sheet.hash}


def _rules_in_force(operator_id: int) -> Sequence[PricingRule]:
    on = today()
    rules = select(PricingRule).where(
        PricingRule.operator_id == operator_id,
        PricingRule.active,
        func.coalesce(PricingRule.valid_from, on) <= on,
        func.coalesce(PricingRule.valid_to, on) >= on,
    )
    return sorted(session().scalars(rules), key=lambda rule: (_ORDER.index(rule.criterion), rule.id))


def _refuse_linked(lead: Lead) -> None:
    """Raise LinkedToBuyer when the agent is a professional of the trade, by his account or his e-mail (DEC-59)."""
    me = current()
    if not isinstance(me, Account) or lead.trade_id is None:
        return
    his = select(ProfessionalAccount.professional_id).where(ProfessionalAccount.user_id == me.id)
    linked = select(Professional).where(
        Professional.operator_id == lead.operator_id,
        Professional.state.not_in(CLOSED),
        Professional.trades.any(Trade.id == lead.trade_id),
        or_(func.lower(Professional.email) == me.email.lower(), Professional.id.in_(his)),
    )
    if found := session().scalars(linked.limit(1)).first():
        raise errors.LinkedToBuyer(reference=found.reference or found.business_name)


def _write(lead: Lead, proposal: Proposal, lines: Sequence[Line], reason: str | None) -> PricingSheet:
    """The sheet of the request, made or rewritten, with its lines and the hash of its ticket."""
    sheet = session().scalar(select(PricingSheet).where(PricingSheet.lead_id == lead.id))
    if sheet is None:
        sheet = PricingSheet(lead=lead, operator_id=lead.operator_id)
        session().add(sheet)
    inputs = tickets.content(lead, proposal.terms, proposal.circumstances, proposal.tariffs, lines)
    sheet.terms, sheet.inputs, sheet.hash = proposal.terms, inputs, tickets.fingerprint(inputs)
    sheet.proposed_ht, sheet.final_ht, sheet.override_reason = proposal.total_ht, sum_ht(lines), reason
    sheet.priced_at, sheet.priced_by_id = now(), lead.priced_by_id
    with rewriting():
        sheet.lines = [
            PricingLine(
                operator_id=lead.operator_id,
                rank=rank,
                rule_id=line.rule,
                criterion=line.criterion,
                label=line.label,
                amount_ht=line.amount_ht,
                public=line.public,
            )
            for rank, line in enumerate(lines, start=1)
        ]
        session().flush()
    return sheet
