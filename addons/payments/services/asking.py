"""Asking providers: what a webhook did not tell is fetched, first of all after a stop."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from sqlalchemy import select

from addons.payments.adapters import Fact, adapter
from addons.payments.models import Payment, Refund
from addons.payments.models.payment import MANUAL, UNDECIDED
from addons.payments.services.applying import apply_event
from addons.payments.services.refunding import ON_ITS_WAY
from app.database import session
from app.effects.delivery import leave
from app.models.clock import now

#: A webhook takes seconds; a payment this young is not asked about.
YOUNG = timedelta(minutes=1)
BATCH = 500


class Question(NamedTuple):
    """What a provider is asked about a payment, read before the transaction ended."""

    payment_id: int
    provider: str
    ref: str | None
    key: str


def open_payments() -> Sequence[int]:
    """Ids of payments nobody decided that a provider may know more about, the oldest first."""
    mine = select(Payment.id).where(
        Payment.state.in_(UNDECIDED), Payment.provider != MANUAL, Payment.opened_at <= now() - YOUNG
    )
    return session().scalars(mine.order_by(Payment.id).limit(BATCH)).all()


def pending_refunds() -> Sequence[int]:
    """Ids of refunds that no provider confirmed yet."""
    mine = select(Refund.id).join(Payment).where(Refund.state.in_(ON_ITS_WAY), Payment.provider != MANUAL)
    return session().scalars(mine.where(Refund.requested_at <= now() - YOUNG).order_by(Refund.id).limit(BATCH)).all()


def ask_provider(payment_id: int) -> None:
    """From the handler of its effect: ask the provider of a payment once the transaction has ended, and apply it."""
    payment = session().get(Payment, payment_id)
    if payment is None or payment.state not in UNDECIDED or payment.provider == MANUAL:
        return
    leave(partial(_ask, Question(payment.id, payment.provider, payment.provider_ref, payment.key)))


def _ask(question: Question, effect_key: str, at: datetime) -> None:
    name, payment_id = question.provider, question.payment_id
    told = adapter(name).fetch(question.ref, question.key)
    if told is not None and told.fact is not Fact.OPENED:
        apply_event(name, told)
    payment = session().get_one(Payment, payment_id, with_for_update=True, populate_existing=True)
    if told is None and payment.state in UNDECIDED:
        payment.cancel()
    payment.asked_at = now()
