"""Documents: what a professional proves, as the facts the staff read on them. The files come with stored documents."""

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, relationship

from addons.base.models import Trade
from addons.professionals.errors import PolicyNumberMissing, ValidityReversed
from addons.professionals.models.choices import DocumentKind, Verdict
from addons.professionals.retention import BUSINESS, NOTES
from app.i18n import _l
from app.models.base import Base, Names
from app.models.fields import choice, count, day, flag, long_text, ref, text
from app.models.owned import Owned

if TYPE_CHECKING:
    from addons.professionals.models.professional import Professional

INSURANCES = frozenset({DocumentKind.INSURANCE_RC_PRO, DocumentKind.INSURANCE_DECENNALE})


class Document(Base, Owned):
    """One document of a professional and the verdict on it; ``trade`` says which trade a qualification proves."""

    __tablename__ = "professionals_document"
    names = Names(_l("document"), _l("documents"))
    title = ("kind",)
    resource = "professional_documents"
    __table_args__ = (CheckConstraint("valid_to is null or valid_from <= valid_to", name="validity_order"),)

    professional_id: Mapped[int] = ref("professionals_professional.id", label=_l("Professionnel"), ondelete="CASCADE")
    professional: Mapped["Professional"] = relationship(back_populates="documents")
    kind: Mapped[DocumentKind] = choice(DocumentKind, label=_l("Document"))
    trade_id: Mapped[int | None] = ref(
        "base_trade.id", label=_l("Métier"), help=_l("Pour une décennale, un diplôme ou une expérience.")
    )
    trade: Mapped[Trade | None] = relationship()
    issued_on: Mapped[date | None] = day(label=_l("Délivré le"))
    valid_from: Mapped[date | None] = day(label=_l("Valable du"))
    valid_to: Mapped[date | None] = day(label=_l("Valable jusqu’au"), help=_l("Dernier jour couvert, inclus."))
    has_recto: Mapped[bool] = flag(label=_l("Recto"), facet=False)
    has_verso: Mapped[bool] = flag(label=_l("Verso"), facet=False)
    insurer: Mapped[str | None] = text(120, label=_l("Assureur"), personal=BUSINESS)
    policy_number: Mapped[str | None] = text(60, label=_l("Numéro de police"), personal=BUSINESS)
    experience_months: Mapped[int | None] = count(label=_l("Mois d’expérience"), maximum=720)
    verdict: Mapped[Verdict] = choice(Verdict, label=_l("Contrôle"), default=Verdict.TO_CHECK)
    note: Mapped[str | None] = long_text(label=_l("Note"), length=2_000, personal=NOTES)

    def check(self) -> None:
        """Refuse reversed dates, and a conform insurance without policy number (CGV-18.8)."""
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValidityReversed(field="valid_to")
        if self.kind in INSURANCES and self.verdict is Verdict.CONFORM and not self.policy_number:
            raise PolicyNumberMissing(field="policy_number")

    def covers(self, on: date) -> bool:
        """Whether ``on`` lies within its validity, both days included; without an end it covers nothing (CGV-9.20)."""
        return self.valid_to is not None and (self.valid_from or date.min) <= on <= self.valid_to
