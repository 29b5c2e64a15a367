"""Staff: for which operator somebody works, in which quality, between which dates (CGV-3.3, CGV-3.5)."""

from datetime import date

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from addons.base.errors import MandateMissing, MandateReversed
from addons.base.models.operator import Operator
from app.access.people import Person
from app.i18n import _l
from app.models.base import Base, Names
from app.models.choices import Choice
from app.models.fields import choice, day, flag, ref


class StaffKind(Choice):
    """In which quality somebody works for an operator."""

    MANAGER = "manager", _l("Gérant"), "purple"
    EMPLOYEE = "employee", _l("Salarié"), "blue"
    CONTRACTOR = "contractor", _l("Prestataire mandaté"), "orange"


class StaffProfile(Base):
    """What one account is for one operator; a person of several operators has one profile for each.

    Not ``Owned``: this table is what says which operators an account belongs to.
    """

    __tablename__ = "base_staff_profile"
    names = Names(_l("collaborateur"), _l("collaborateurs"))
    title = ("user",)
    resource = "staff_profiles"
    natural_key = ("user", "operator")
    __table_args__ = (
        UniqueConstraint("user_id", "operator_id"),
        CheckConstraint("mandate_to is null or mandate_from <= mandate_to", name="mandate_order"),
    )

    user_id: Mapped[int] = ref("ab_user.id", label=_l("Compte"), ondelete="CASCADE")
    user: Mapped[Person] = relationship()
    operator_id: Mapped[int] = ref("base_operator.id", label=_l("Opérateur"), facet=True)
    operator: Mapped[Operator] = relationship()
    kind: Mapped[StaffKind] = choice(StaffKind, label=_l("Qualité"))
    is_default: Mapped[bool] = flag(
        label=_l("Opérateur par défaut"), help=_l("Celui qui est choisi à la connexion."), facet=False
    )
    is_trade_professional: Mapped[bool] = flag(
        label=_l("Professionnel de métier"), help=_l("Répond en priorité aux appels (CGV, art. 3).")
    )
    internal_training_on: Mapped[date | None] = day(
        label=_l("Formé en interne le"),
        help=_l("Sans métier, la formation interne est requise pour qualifier une demande."),
    )
    mandate_from: Mapped[date | None] = day(label=_l("Début du mandat"))
    mandate_to: Mapped[date | None] = day(label=_l("Fin du mandat"), help=_l("Dernier jour travaillé, inclus."))

    def check(self) -> None:
        """Refuse a contractor without mandate and a mandate that ends before it starts (CGV-3.3)."""
        if self.kind is StaffKind.CONTRACTOR and self.mandate_from is None:
            raise MandateMissing(field="mandate_from")
        if self.mandate_to and self.mandate_from and self.mandate_to < self.mandate_from:
            raise MandateReversed(field="mandate_to")

    def works_on(self, on: date) -> bool:
        """Whether the person works for the operator that day of Paris: both ends of a mandate included (CGV-3.3)."""
        if self.kind is not StaffKind.CONTRACTOR:
            return True
        return self.mandate_from is not None and self.mandate_from <= on <= (self.mandate_to or date.max)

    def may_qualify(self, on: date) -> bool:
        """Whether the person may qualify a request that day: of the trade, or trained by then (CGV-3.5)."""
        trained = self.internal_training_on is not None and self.internal_training_on <= on
        return self.is_trade_professional or trained
