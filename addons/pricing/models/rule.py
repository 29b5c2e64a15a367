"""Rules: rows that a manager edits; each that matches a request adds its amount to the proposal (CGV-6.8, CGV-6.11)."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, relationship

from addons.base.models import Trade
from addons.leads.models import Need, Urgency
from addons.pricing.errors import CompetitorsReversed, HoursIncomplete, NeedOfAnotherTrade
from addons.pricing.models.choices import Criterion
from addons.zones.models import Zone
from app.i18n import _l
from app.models.base import Base, Names
from app.models.choices import Choice
from app.models.fields import choice, count, day, flag, money, ref, text
from app.models.owned import Owned
from app.models.versioned import Versioned
from app.models.words import search_words, sort_key
from app.privacy.declarations import not_personal


class DayKind(Choice):
    """Which days of Paris a rule holds on (CGV-6.10)."""

    WORKING = "working", _l("Du lundi au vendredi")
    WEEKEND = "weekend", _l("Samedi et dimanche")
    HOLIDAY = "holiday", _l("Jour férié")


class PricingRule(Base, Owned, Versioned):
    """An amount, and the conditions under which it is added; an empty condition always holds."""

    __tablename__ = "pricing_rule"
    names = Names(_l("règle de tarif"), _l("règles de tarif"), feminine=True)
    title = ("label",)
    resource = "pricing_rules"
    natural_key = ("operator", "label")
    __table_args__ = (
        CheckConstraint("valid_to is null or valid_from is null or valid_from <= valid_to", name="dates_in_order"),
    )

    label: Mapped[str] = text(80, label=_l("Libellé"), search=True, personal=not_personal("nom d’une règle"))
    criterion: Mapped[Criterion] = choice(Criterion, label=_l("Critère"))
    amount_ht: Mapped[Decimal] = money(label=_l("Montant HT"), help=_l("Négatif pour une remise."), measure=False)
    trade_id: Mapped[int | None] = ref("base_trade.id", label=_l("Métier"), facet=True)
    trade: Mapped[Trade | None] = relationship()
    need_id: Mapped[int | None] = ref("leads_need.id", label=_l("Besoin"))
    need: Mapped[Need | None] = relationship()
    zone_id: Mapped[int | None] = ref("zones_zone.id", label=_l("Zone"), facet=True)
    zone: Mapped[Zone | None] = relationship()
    urgency: Mapped[Urgency | None] = choice(Urgency, label=_l("Urgence"))
    day_kind: Mapped[DayKind | None] = choice(DayKind, label=_l("Jours"))
    from_hour: Mapped[int | None] = count(label=_l("À partir de (heure)"), maximum=23)
    to_hour: Mapped[int | None] = count(
        label=_l("Avant (heure)"), maximum=24, help=_l("Plus petite que la première : la nuit passe minuit.")
    )
    complexity_from: Mapped[int | None] = count(label=_l("Complexité à partir de"), minimum=1, maximum=5)
    intent_from: Mapped[int | None] = count(label=_l("Intention à partir de"), minimum=1, maximum=5)
    competitors_to: Mapped[int | None] = count(label=_l("Concurrents au plus"))
    competitors_from: Mapped[int | None] = count(label=_l("Concurrents au moins"))
    public: Mapped[bool] = flag(label=_l("Ligne montrée au professionnel"))
    valid_from: Mapped[date | None] = day(label=_l("À partir du"))
    valid_to: Mapped[date | None] = day(label=_l("Jusqu’au"), help=_l("Dernier jour inclus."))
    active: Mapped[bool] = flag(label=_l("Active"), default=True)
    label_key: Mapped[str] = sort_key("label")
    words: Mapped[str] = search_words()

    def check(self) -> None:
        """Refuse a rule that could never hold, or holds half.

        Raises HoursIncomplete, CompetitorsReversed or NeedOfAnotherTrade.
        """
        if (self.from_hour is None) != (self.to_hour is None):
            raise HoursIncomplete(field="to_hour")
        if self.from_hour is not None and self.from_hour == self.to_hour:
            raise HoursIncomplete(field="to_hour")
        if self.competitors_to is not None and (self.competitors_from or 0) > self.competitors_to:
            raise CompetitorsReversed(field="competitors_to")
        if self.need is not None and self.trade is not None and self.need.trade_id != self.trade.id:
            raise NeedOfAnotherTrade(field="need")
