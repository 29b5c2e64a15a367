"""The request of a client: what professionals may read before they pay, and what only staff knows."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Optional

from sqlalchemy import CheckConstraint, Connection, Index, event
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, Mapper, relationship

from addons.base.models import Site, Trade
from addons.calls.models import Call, CallBack
from addons.leads import drafting, errors
from addons.leads.models.choices import WITHDRAWABLE, Again, Outcome, State, Urgency
from addons.leads.models.need import Need
from addons.zones.models import Commune
from app.access.people import Person
from app.i18n import _l
from app.models.base import Base, Names
from app.models.clock import now
from app.models.fields import choice, code, count, flag, instant, long_text, money, ref, workflow
from app.models.numbering import Series, number
from app.models.owned import Owned
from app.models.versioned import Versioned
from app.models.words import search_words
from app.models.workflow import SYSTEM_ONLY, Asked, transition
from app.privacy.declarations import Subject, free_text, not_personal
from app.privacy.vault import Contact

_NOTE = free_text(subject=Subject.CLIENT, kept="5 ans après la clôture")


REFERENCES = Series("lead", "DI-{year}-{number:06d}")


class Lead(Base, Owned, Versioned):
    """A «demande d’intervention», sold once at most (CGV-3.8, DEC-27)."""

    __tablename__ = "leads_lead"
    names = Names(_l("demande"), _l("demandes"), feminine=True)
    title = ("reference",)
    resource = "leads"
    natural_key = ("operator", "reference")
    __table_args__ = (
        CheckConstraint("price_ht is null or price_ht > 0", name="price_positive"),
        CheckConstraint("state not in ('published', 'reserved') or price_ht is not null", name="published_has_price"),
        Index("ix_leads_lead_reference", "reference"),
        Index("ix_leads_lead_requested_at", "requested_at", "id"),
        # What the clock looks for every minute.
        Index("ix_leads_lead_expiry", "expires_at", postgresql_where=sql("state = 'published'")),
    )

    reference: Mapped[str | None] = code(20, label=_l("Référence"), search=True, readonly=True)
    state: Mapped[State] = workflow(State, start=State.DRAFT, label=_l("État"))
    call_id: Mapped[int | None] = ref("calls_call.id", label=_l("Appel"))
    call: Mapped[Call | None] = relationship()
    call_back_id: Mapped[int | None] = ref("calls_call_back.id", label=_l("Rappel"), readonly=True)
    call_back: Mapped[CallBack | None] = relationship()
    site_id: Mapped[int] = ref("base_site.id", label=_l("Site"), facet=True, readonly=True)
    site: Mapped[Site] = relationship()
    client_id: Mapped[int | None] = ref(
        "contact.id", label=_l("Client"), readonly=True, search=True, ondelete="SET NULL"
    )
    client: Mapped[Contact | None] = relationship()
    trade_id: Mapped[int | None] = ref("base_trade.id", label=_l("Métier"), facet=True)
    trade: Mapped[Trade | None] = relationship()
    need_id: Mapped[int | None] = ref("leads_need.id", label=_l("Besoin"), facet=True)
    need: Mapped[Need | None] = relationship()
    urgency: Mapped[Urgency | None] = choice(Urgency, label=_l("Urgence"))
    complexity: Mapped[int | None] = count(label=_l("Complexité"), minimum=1, maximum=5)
    intent: Mapped[int | None] = count(label=_l("Intention du client"), minimum=1, maximum=5)
    commune_id: Mapped[int | None] = ref("zones_commune.id", label=_l("Commune"))
    commune: Mapped[Commune | None] = relationship()
    postal_code: Mapped[str | None] = code(5, label=_l("Code postal"), search=True)
    public_description: Mapped[str | None] = long_text(
        label=_l("Description visible avant paiement"),
        length=1000,
        personal=not_personal("ni téléphone ni e-mail (refusés), ni rue sans confirmation du téléconseiller"),
    )
    internal_note: Mapped[str | None] = long_text(label=_l("Note interne"), length=4000, personal=_NOTE)
    requested_at: Mapped[datetime] = instant(label=_l("Demandée le"), facet=True, readonly=True)
    phone_read_back_at: Mapped[datetime | None] = instant(label=_l("Numéro relu le"), readonly=True)
    transfer_notice_at: Mapped[datetime | None] = instant(label=_l("Transmission annoncée le"), readonly=True)
    street_confirmed: Mapped[bool] = flag(label=_l("Rue vérifiée dans la description"), facet=False)
    no_resale: Mapped[bool] = flag(label=_l("Ne pas transmettre"))
    same_as_id: Mapped[int | None] = ref("leads_lead.id", label=_l("Demande proche"), readonly=True)
    same_as: Mapped[Optional["Lead"]] = relationship(remote_side="Lead.id")
    again: Mapped[Again | None] = choice(Again, label=_l("Rapport à la demande proche"))
    again_reason: Mapped[str | None] = long_text(label=_l("Pourquoi publier de nouveau"), length=500, personal=_NOTE)
    qualified_at: Mapped[datetime | None] = instant(label=_l("Qualifiée le"), readonly=True)
    qualified_by_id: Mapped[int | None] = ref(
        "ab_user.id", label=_l("Qualifiée par"), facet=True, readonly=True, ondelete="SET NULL"
    )
    qualified_by: Mapped[Person | None] = relationship(foreign_keys="Lead.qualified_by_id")
    price_ht: Mapped[Decimal | None] = money(label=_l("Tarif HT"), readonly=True)
    priced_at: Mapped[datetime | None] = instant(label=_l("Tarifée le"), readonly=True)
    priced_by_id: Mapped[int | None] = ref("ab_user.id", label=_l("Tarifée par"), readonly=True, ondelete="SET NULL")
    priced_by: Mapped[Person | None] = relationship(foreign_keys="Lead.priced_by_id")
    published_at: Mapped[datetime | None] = instant(label=_l("Publiée le"), facet=True, readonly=True)
    opens_at: Mapped[datetime | None] = instant(label=_l("Ouverte à tous le"), readonly=True)
    expires_at: Mapped[datetime | None] = instant(label=_l("Expire le"), readonly=True)
    outcome: Mapped[Outcome | None] = choice(Outcome, label=_l("Issue"), readonly=True)
    closed_at: Mapped[datetime | None] = instant(label=_l("Clôturée le"), readonly=True)
    words: Mapped[str] = search_words()

    def check(self) -> None:
        """Begin a new request from its call; refuse fields that disagree, or that no longer change.

        Raises CallRequired, NotEditable, TradeNotServed, NeedOfOtherTrade, ContactInPublicText, PostalCodeDisagrees,
        UnknownPostalCode and, for a new request, what ``begin`` refuses.
        """
        drafting.check(self)

    # Preparation

    @transition(State.DRAFT, to=State.DRAFT, label=_l("Saisir le client"), may="prepare", rule="CGV-3.11")
    def identify(self) -> None:
        """Say who the client is."""

    @transition(State.DRAFT, to=State.DRAFT, label=_l("Numéro relu"), may="prepare", rule="CGV-3.11")
    def read_back(self) -> None:
        """The number was read back in pairs and the client agreed."""

    @transition(State.DRAFT, to=State.DRAFT, label=_l("Annoncer la transmission"), may="prepare", rule="CGV-19.4")
    def announce_transfer(self) -> None:
        """The client was told that his details go to a professional."""

    @transition(State.DRAFT, to=State.DRAFT, label=_l("Départager de la demande proche"), may="prepare")
    def decide_again(self) -> None:
        """Say what the call is, beside a close request."""

    @transition(State.DRAFT, to=State.QUALIFIED, label=_l("Qualifier"), may="prepare", rule="CGV-5.4", primary=True)
    def qualify(self) -> None:
        """Everything a professional needs is known."""

    @transition(
        (State.QUALIFIED, State.PRICED, State.PUBLISHED, State.EXPIRED),
        to=State.DRAFT,
        label=_l("Rouvrir"),
        may="prepare",
        confirm=_l("La demande quitte la vente et perd son tarif."),
    )
    def reopen(self) -> None:
        """Go back to the draft, to correct it; price and publication fall."""
        self.price_ht = self.priced_at = self.priced_by_id = None
        self.qualified_at = self.published_at = self.opens_at = self.expires_at = None

    @transition((State.QUALIFIED, State.PRICED), to=State.PRICED, label=_l("Tarifer"), may="price", rule="CGV-6.7")
    def price(self) -> None:
        """Give it a price; its service checks the bounds. Impossible once reserved or paid (CGV-6.7)."""

    @transition(State.PUBLISHED, to=State.PUBLISHED, label=_l("Changer le tarif"), may="price", rule="CGV-6.7")
    def reprice(self) -> None:
        """Change the price of a request on sale; professionals confirm the new one (CGV-6.6)."""

    # Sale

    @transition(
        (State.QUALIFIED, State.PRICED),
        to=State.PUBLISHED,
        label=_l("Publier"),
        may="publish",
        rule="CGV-3.16",
        primary=True,
    )
    def publish(self, ttl: timedelta, delay: timedelta) -> None:
        """Put it on sale for ``ttl``, open to all after ``delay``.

        Raises PriceRequired, TransferNoticeRequired, NotForSale.
        """
        self._open(ttl, delay)

    @transition(
        State.EXPIRED, to=State.PUBLISHED, label=_l("Publier de nouveau"), may="publish", rule="CGV-13.2", primary=True
    )
    def republish(self, ttl: timedelta, delay: timedelta) -> None:
        """Put it back on sale, under the same conditions."""
        self._open(ttl, delay)

    def _open(self, ttl: timedelta, delay: timedelta) -> None:
        if self.price_ht is None:
            raise errors.PriceRequired
        if self.no_resale:
            raise errors.NotForSale
        if self.transfer_notice_at is None:
            raise errors.TransferNoticeRequired
        self.published_at = now()
        self.opens_at = self.published_at + delay
        self.expires_at = self.published_at + ttl

    def is_on_sale(self, at: datetime) -> bool:
        """Whether it is published and its last second has not passed (CGV-13.2)."""
        return self.state is State.PUBLISHED and self.expires_at is not None and at <= self.expires_at

    @transition(State.PUBLISHED, to=State.EXPIRED, label=_l("Expirée"), may=SYSTEM_ONLY, rule="CGV-13.2")
    def expire(self) -> None:
        """Nobody took it. Raises NotYetExpired until its last second included."""
        if self.is_on_sale(now()):
            raise errors.NotYetExpired

    @transition(
        WITHDRAWABLE,
        to=State.WITHDRAWN,
        label=_l("Retirer"),
        may="prepare",
        danger=True,
    )
    def withdraw(self, outcome: Outcome) -> None:
        """Give it up: nobody may buy it any more."""
        self.outcome, self.closed_at = outcome, now()

    @transition(
        (State.PRICED, State.PUBLISHED, State.EXPIRED),
        to=State.OFF_NETWORK,
        label=_l("Confier hors réseau"),
        may="publish",
        rule="CGV-19.8",
        danger=True,
    )
    def entrust(self) -> None:
        """Hand it to somebody outside the network, who owes nothing for it."""
        self.closed_at = now()

    # After a professional chose it: the services of orders and payments alone

    @transition(State.PUBLISHED, to=State.RESERVED, label=_l("Mise au panier"), may=SYSTEM_ONLY)
    def reserve(self) -> None:
        """A professional has it in his basket. Raises Expired after the last second (CGV-13.2)."""
        if not self.is_on_sale(now()):
            raise errors.Expired

    @transition(State.RESERVED, to=State.PUBLISHED, label=_l("Remise en vente"), may=SYSTEM_ONLY)
    def release(self) -> None:
        """The basket fell; past its last second, the clock expires it within the minute."""

    @transition((State.RESERVED, State.PUBLISHED, State.EXPIRED), to=State.PAID, label=_l("Payée"), may=SYSTEM_ONLY)
    def mark_paid(self) -> None:
        """The payment was captured; a late capture is honoured while nobody else bought it (rules B.3)."""

    @transition(State.PAID, to=State.REVEALED, label=_l("Attribuée"), may=SYSTEM_ONLY)
    def mark_revealed(self) -> None:
        """The buyer may read the contact details."""

    @transition(State.REVEALED, to=State.CONTACTED, label=_l("Client contacté"), may=SYSTEM_ONLY)
    def mark_contacted(self) -> None:
        """The buyer reached the client."""

    @transition((State.REVEALED, State.CONTACTED), to=State.CLOSED, label=_l("Clôturer"), may=SYSTEM_ONLY)
    def close(self, outcome: Annotated[Outcome, Asked(_l("Issue"))]) -> None:
        """The matter is over, and how."""
        self.outcome, self.closed_at = outcome, now()


@event.listens_for(Lead, "after_insert")
def _take_reference(mapper: Mapper[Any], connection: Connection, lead: Lead) -> None:
    """Every request is numbered, however it was opened; the operator is known once the row is written."""
    if lead.reference is None:
        number(lead, "reference", REFERENCES)
