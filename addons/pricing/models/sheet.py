"""The sheet of a request: what was proposed, from which facts, what the agent decided, and why."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Mapped, relationship

from addons.leads.models import Lead
from addons.legal.models import LegalVersion
from addons.pricing.errors import LinesFollowThePrice
from addons.pricing.models.choices import Criterion
from addons.pricing.models.rule import PricingRule
from app.access.people import Person
from app.i18n import _l
from app.models.base import Base, Names
from app.models.fields import choice, code, count, flag, instant, json_data, lines, long_text, money, ref, text
from app.models.owned import Owned
from app.privacy.declarations import free_text, not_personal


class PricingSheet(Base, Owned):
    """The proposal in force for a request; rewritten while it is not sold, then frozen on the order (CGV-6.3)."""

    __tablename__ = "pricing_sheet"
    names = Names(_l("fiche de tarif"), _l("fiches de tarif"), feminine=True)
    title = ("lead",)
    resource = "pricing_sheets"

    lead_id: Mapped[int] = ref("leads_lead.id", label=_l("Demande"), unique=True, readonly=True, ondelete="CASCADE")
    lead: Mapped[Lead] = relationship()
    terms_id: Mapped[int] = ref("legal_version.id", label=_l("Conditions"), readonly=True)
    terms: Mapped[LegalVersion] = relationship()
    inputs: Mapped[dict[str, Any]] = json_data(
        label=_l("Éléments retenus"), personal=not_personal("codes, heures et comptes, jamais de personne")
    )
    proposed_ht: Mapped[Decimal] = money(label=_l("Proposé HT"), readonly=True)
    final_ht: Mapped[Decimal] = money(label=_l("Retenu HT"), readonly=True)
    override_reason: Mapped[str | None] = long_text(
        label=_l("Raison de l’ajustement"), length=500, personal=free_text(kept="5 ans après la clôture"), readonly=True
    )
    priced_at: Mapped[datetime] = instant(label=_l("Établie le"), facet=True, readonly=True)
    priced_by_id: Mapped[int | None] = ref("ab_user.id", label=_l("Établie par"), readonly=True, ondelete="SET NULL")
    priced_by: Mapped[Person | None] = relationship()
    hash: Mapped[str] = code(64, label=_l("Empreinte"), readonly=True)
    lines: Mapped[list["PricingLine"]] = lines(label=_l("Lignes"), back_populates="sheet", order_by="PricingLine.rank")


class PricingLine(Base, Owned):
    """One amount of a sheet; the lines sum to the price (CGV-6.8)."""

    __tablename__ = "pricing_line"
    names = Names(_l("ligne de tarif"), _l("lignes de tarif"), feminine=True)
    title = ("label",)
    resource = "pricing_lines"

    sheet_id: Mapped[int] = ref("pricing_sheet.id", label=_l("Fiche"), ondelete="CASCADE", readonly=True)
    sheet: Mapped[PricingSheet] = relationship(back_populates="lines")
    rank: Mapped[int] = count(label=_l("Rang"), readonly=True)
    rule_id: Mapped[int | None] = ref("pricing_rule.id", label=_l("Règle"), readonly=True, ondelete="SET NULL")
    rule: Mapped[PricingRule | None] = relationship()
    criterion: Mapped[Criterion] = choice(Criterion, label=_l("Critère"), readonly=True)
    label: Mapped[str] = text(80, label=_l("Libellé"), personal=not_personal("nom d’une règle"), readonly=True)
    amount_ht: Mapped[Decimal] = money(label=_l("Montant HT"), readonly=True)
    public: Mapped[bool] = flag(label=_l("Montrée au professionnel"), readonly=True)


_rewriting: ContextVar[bool] = ContextVar("rewriting", default=False)


@contextmanager
def rewriting() -> Iterator[None]:
    """Let the one service that prices replace the lines of a sheet, with a flush inside the block."""
    token = _rewriting.set(True)
    try:
        yield
    finally:
        _rewriting.reset(token)


@event.listens_for(PricingLine, "before_delete")
def _keep_the_sum(*_: object) -> None:
    """The right to price brings the right to replace lines, not to take one away: the rest would not sum."""
    if not _rewriting.get():
        raise LinesFollowThePrice
