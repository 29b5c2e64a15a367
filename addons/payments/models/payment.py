"""A payment of an order: one live attempt, nothing paid before the provider says so (CGV-6.4, promise 2)."""

import secrets
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, relationship

from addons.orders.models import Order
from addons.orders.models.order import PAYABLE
from addons.payments import errors
from addons.payments.models.choices import Method, PaymentState, RefundState
from addons.professionals.models import Professional
from app.i18n import _l
from app.models.base import Base, Names
from app.models.choices import Choice
from app.models.clock import now
from app.models.fields import choice, code, instant, money, ref, text, workflow
from app.models.owned import Owned
from app.models.versioned import Versioned
from app.models.workflow import SYSTEM_ONLY, Asked, transition
from app.privacy.declarations import not_personal

#: The provider of what an accountant confirms himself.
MANUAL = "manual"
#: What no provider captures at once.
BY_HAND = (Method.TRANSFER, Method.CHEQUE)
#: How long the buyer has on the page of the provider before his basket may fall.
PAGE_TIME = timedelta(minutes=5)
#: Nobody knows yet whether it was paid.
UNDECIDED = (PaymentState.INITIATED, PaymentState.PENDING)
#: States a capture may still come to: a provider that said no may say yes later, never the other way round.
CAPTURABLE = (*UNDECIDED, PaymentState.FAILED, PaymentState.CANCELLED)


class RefundCause(Choice):
    """Why money goes back."""

    ALREADY_SOLD = "already_sold", _l("Demande déjà attribuée")
    ALREADY_PAID = "already_paid", _l("Commande déjà réglée")
    NO_LONGER_OFFERED = "no_longer_offered", _l("Demande plus proposée")
    BUYER_SUSPENDED = "buyer_suspended", _l("Accès suspendu pendant le règlement")
    WRONG_AMOUNT = "wrong_amount", _l("Montant inattendu")


class Payment(Base, Owned, Versioned):
    """One attempt; ``key`` is our idempotency key at the provider."""

    __tablename__ = "payments_payment"
    names = Names(_l("paiement"), _l("paiements"))
    title = ("order", "opened_at")
    resource = "payments"
    __table_args__ = (
        Index(
            "uq_payments_payment_live",
            "order_id",
            unique=True,
            postgresql_where=sql("state in ('initiated', 'pending', 'captured')"),
        ),
        UniqueConstraint("provider", "provider_ref"),
        CheckConstraint("amount_ttc > 0", name="amount_positive"),
    )

    order_id: Mapped[int] = ref("orders_order.id", label=_l("Commande"))
    order: Mapped[Order] = relationship()
    professional_id: Mapped[int] = ref(
        "professionals_professional.id", label=_l("Professionnel"), facet=True, readonly=True
    )
    professional: Mapped[Professional] = relationship()
    provider: Mapped[str] = code(30, label=_l("Prestataire"), facet=True, readonly=True)
    provider_ref: Mapped[str | None] = code(80, label=_l("Référence du prestataire"), readonly=True)
    key: Mapped[str] = code(64, label=_l("Clé"), unique=True, readonly=True)
    method: Mapped[Method] = choice(Method, label=_l("Mode de règlement"))
    amount_ttc: Mapped[Decimal] = money(label=_l("Montant TTC"), readonly=True)
    opened_at: Mapped[datetime] = instant(label=_l("Ouvert le"), facet=True, readonly=True, index=True)
    captured_at: Mapped[datetime | None] = instant(label=_l("Encaissé le"), facet=True, readonly=True)
    failed_at: Mapped[datetime | None] = instant(label=_l("Refusé le"), readonly=True)
    failure: Mapped[str | None] = text(
        160, label=_l("Motif du refus"), personal=not_personal("code du prestataire"), readonly=True
    )
    #: Where the buyer pays; the same for every click.
    page_url: Mapped[str | None] = text(
        500, label=_l("Page de paiement"), personal=not_personal("adresse du prestataire"), readonly=True
    )
    asked_at: Mapped[datetime | None] = instant(label=_l("Prestataire interrogé le"), readonly=True)
    bank_reference: Mapped[str | None] = text(
        60, label=_l("Référence bancaire"), personal=not_personal("numéro d’une opération"), readonly=True
    )
    state: Mapped[PaymentState] = workflow(PaymentState, start=PaymentState.INITIATED, label=_l("État"))

    def check(self) -> None:
        """Complete what an accountant begins by hand: the transfer or the cheque of an order that nobody paid.

        Raises NotByHand for a method that a provider captures, OrderNotPayable.
        """
        if self.provider is not None:
            return
        if self.method not in BY_HAND:
            raise errors.NotByHand(field="method")
        if self.order.state not in PAYABLE:
            raise errors.OrderNotPayable(field="order")
        self.provider, self.key, self.opened_at = MANUAL, secrets.token_hex(16), now()
        self.professional_id, self.amount_ttc = self.order.professional_id, self.order.total_ttc
        self.provider_ref = self.key

    @transition(PaymentState.INITIATED, to=PaymentState.PENDING, label=_l("Mettre en vérification"), may=SYSTEM_ONLY)
    def wait(self) -> None:
        """The provider has it and has not decided."""

    @transition(
        PaymentState.INITIATED,
        to=PaymentState.PENDING,
        label=_l("Confirmer la réception"),
        may="settle",
        rule="CGV-6.4",
        primary=True,
    )
    def receive(self, bank_reference: str, received_on: date) -> None:
        """A transfer or a cheque arrived; the capture follows at once. Raises NotByHand for a provider's payment."""
        if self.provider != MANUAL:
            raise errors.NotByHand
        self.bank_reference = bank_reference

    @transition(CAPTURABLE, to=PaymentState.CAPTURED, label=_l("Encaisser"), may=SYSTEM_ONLY, rule="CGV-6.4")
    def capture(self, at: Annotated[datetime, Asked(_l("Encaissé le"))]) -> None:
        """The provider took the whole amount."""
        self.captured_at = at

    @transition(UNDECIDED, to=PaymentState.FAILED, label=_l("Refuser"), may=SYSTEM_ONLY, rule="CGV-6.1")
    def fail(self, why: Annotated[str | None, Asked(_l("Motif du refus"))]) -> None:
        """The provider refused it; another attempt is possible while the basket stands."""
        self.failed_at, self.failure = now(), why

    @transition(UNDECIDED, to=PaymentState.CANCELLED, label=_l("Abandonner"), may=SYSTEM_ONLY)
    def cancel(self) -> None:
        """The buyer left, or another attempt paid."""

    @transition(CAPTURABLE, to=PaymentState.QUARANTINED, label=_l("Mettre de côté"), may=SYSTEM_ONLY, rule="CGV-6.4")
    def quarantine(self, at: Annotated[datetime, Asked(_l("Encaissé le"))]) -> None:
        """Money was taken that this order does not expect: nothing is revealed, a person decides."""
        self.captured_at = at

    @transition(
        PaymentState.QUARANTINED,
        to=PaymentState.QUARANTINED,
        label=_l("Rembourser"),
        may="settle",
        confirm=_l("Le montant repart par le moyen qui a servi au règlement."),
        danger=True,
    )
    def give_back(self) -> None:
        """Send back what should not have been taken."""

    @transition(
        (PaymentState.CAPTURED, PaymentState.QUARANTINED),
        to=PaymentState.REFUNDED,
        label=_l("Remboursé"),
        may=SYSTEM_ONLY,
    )
    def mark_refunded(self) -> None:
        """The refund was confirmed."""


class Refund(Base, Owned, Versioned):
    """Money that goes back by the way it came (rules B.4)."""

    __tablename__ = "payments_refund"
    names = Names(_l("remboursement"), _l("remboursements"))
    title = ("payment", "cause")
    resource = "refunds"

    payment_id: Mapped[int] = ref("payments_payment.id", label=_l("Paiement"), readonly=True)
    payment: Mapped[Payment] = relationship()
    cause: Mapped[RefundCause] = choice(RefundCause, label=_l("Cause"), readonly=True)
    amount_ttc: Mapped[Decimal] = money(label=_l("Montant TTC"), readonly=True)
    key: Mapped[str] = code(64, label=_l("Clé"), unique=True, readonly=True)
    provider_ref: Mapped[str | None] = code(80, label=_l("Référence du prestataire"), readonly=True)
    requested_at: Mapped[datetime] = instant(label=_l("Demandé le"), facet=True, readonly=True)
    confirmed_at: Mapped[datetime | None] = instant(label=_l("Confirmé le"), readonly=True)
    state: Mapped[RefundState] = workflow(RefundState, start=RefundState.REQUESTED, label=_l("État"))

    @transition(RefundState.REQUESTED, to=RefundState.SENT, label=_l("Transmettre"), may=SYSTEM_ONLY)
    def send(self) -> None:
        """The provider has it."""

    @transition(
        (RefundState.REQUESTED, RefundState.SENT, RefundState.FAILED),
        to=RefundState.CONFIRMED,
        label=_l("Confirmer"),
        may="settle",
        confirm=_l("Le professionnel a-t-il bien reçu ce montant ?"),
    )
    def confirm(self) -> None:
        """The money is back."""
        self.confirmed_at = now()

    @transition((RefundState.REQUESTED, RefundState.SENT), to=RefundState.FAILED, label=_l("Échec"), may=SYSTEM_ONLY)
    def fail(self) -> None:
        """The provider could not send it back: a person must look."""

    @transition(
        RefundState.FAILED, to=RefundState.REQUESTED, label=_l("Demander de nouveau"), may="settle", primary=True
    )
    def retry(self) -> None:
        """Ask the provider again, under the same key."""
