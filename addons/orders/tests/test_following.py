"""What follows a sale once it is committed: messages, the reminder, baskets of whoever lost his access."""

from datetime import timedelta

import pytest
from sqlalchemy import inspect, select

from addons.base.roles import MANAGER
from addons.leads.models import State
from addons.notifications.models import Delivery, Message
from addons.orders.models import Order, OrderLine, OrderState, Release
from addons.orders.services import mask, pay, record_contact
from addons.professionals.models import Motive, Professional
from addons.professionals.services import suspend
from app.database import commit
from app.effects.delivery import claim as due_effects
from app.effects.delivery import deliver
from app.effects.models import OutboxRow

LEASE = timedelta(seconds=60)


def carry_out(db):
    """Carry out what is due, and what follows from it, as a worker does."""
    commit()
    while rows := due_effects(100, LEASE):
        for row in rows:
            deliver(row, LEASE)
        db.remove()


def id_of(record):
    return inspect(record).identity[0]


@pytest.fixture
def sold(db, ordered, clock):
    """``sold()``: Ada's line, paid and committed; its id."""

    def make():
        order = ordered()
        commit()
        pay(order, paid_at=clock())
        commit()
        return order.lines[0].id

    return make


def messages(db, template):
    return db.scalars(select(Message).where(Message.template == template).order_by(Message.id)).all()


@pytest.mark.rule("CGV-11.5")
@pytest.mark.rule("CGV-2.2")
@pytest.mark.rule("CGV-11.3")
def test_the_message_after_the_payment_carries_the_contact_read_as_it_leaves(db, sold, mailbox, ada):
    reference = db.get(OrderLine, sold()).lead.reference
    carry_out(db)
    [sent] = messages(db, "orders.contact")
    assert sent.state is Delivery.SENT
    texts = [mail.get_body(("plain",)).get_content() for mail in mailbox_of(mailbox)]
    text = next(text for text in texts if "Canari" in text)
    for said in (
        "Mme Dominique Canari", "06 39 98 12 34", "3 rue du Canari", reference,
        "Informations fournies à titre purement indicatif.",
        "La mise en relation ne garantit pas la conclusion d’un chantier avec le Client.",
        "Contactez le Client sans attendre : la réactivité est déterminante.",
    ):  # fmt: skip
        assert said in " ".join(text.split())
    stored = db.execute(select(OutboxRow.payload, OutboxRow.key)).all()
    assert "Canari" not in str(stored)


def mailbox_of(store):
    return list(store.messages())


def test_a_message_that_comes_after_the_mask_does_not_leave(db, sold):
    mask(db.get(OrderLine, sold()))
    carry_out(db)
    assert messages(db, "orders.contact")[0].state is Delivery.SUPPRESSED


@pytest.mark.rule("CGV-13.3")
def test_the_reminder_comes_once_after_ten_minutes_and_not_a_second_before(db, sold, clock):
    sold()
    carry_out(db)
    clock.advance(timedelta(seconds=599))
    carry_out(db)
    assert messages(db, "orders.reminder") == []
    clock.advance(timedelta(seconds=1))
    carry_out(db)
    told = [message.id for message in messages(db, "orders.reminder")]
    assert len(told) == 2  # a text and an e-mail
    clock.advance(timedelta(hours=1))
    carry_out(db)
    assert [message.id for message in messages(db, "orders.reminder")] == told


@pytest.mark.rule("CGV-13.3")
def test_whoever_called_is_not_reminded(db, sold, clock):
    record_contact(db.get(OrderLine, sold()))
    clock.advance(timedelta(seconds=600))
    carry_out(db)
    assert messages(db, "orders.reminder") == []


@pytest.mark.rule("CGV-10.4")
def test_a_suspension_gives_his_baskets_back(db, ordered, ada, lead):
    order = ordered()
    commit()
    suspend(ada, Motive.CGV_VIOLATION, "Faits inventés pour l’essai.")
    carry_out(db)
    found = db.get(Order, id_of(order))
    assert (found.state, found.reservation.release) == (OrderState.CANCELLED, Release.SUSPENDED)
    assert found.lines[0].lead.state is State.PUBLISHED


def test_the_manager_who_suspends_needs_no_right_on_baskets(db, ordered, ada, account, acting):
    order, manager = ordered(), account(MANAGER)
    commit()
    professional_id = id_of(ada)
    with acting(manager):
        suspend(db.get(Professional, professional_id), Motive.CGV_VIOLATION, "Faits inventés pour l’essai.")
    carry_out(db)
    assert db.get(Order, id_of(order)).reservation.release is Release.SUSPENDED
