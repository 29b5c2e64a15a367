"""A process that issues invoices, for tests of many at once and of one killed at the worst moment."""

import os
import signal
from datetime import timedelta

from flask import Flask
from sqlalchemy import create_engine, event

from addons.invoicing.models import InvoiceDocument
from addons.invoicing.services import issue
from addons.orders.models import Order
from addons.payments.models import Payment
from app import load
from app.access.identity import System, acting_as
from app.access.rules import Rules
from app.addons import discover, ordered
from app.database import Phase, RelaisSession, at_end, commit, session
from app.effects.delivery import claim, deliver
from app.kernel import Kernel
from app.models import history
from app.settings import Settings


def prepare(settings: Settings) -> None:
    """What an application sets up and these processes need: every model, and the key of history."""
    every = ordered(discover())
    load(every, ("models",))
    history.install(Flask("processes"), Kernel(settings, every, every, Rules((), (), ())))
    session.configure(bind=create_engine(settings.staff_database_url))


def issue_all(settings: Settings, sales: list[tuple[int, int]]) -> None:
    """Issue the invoice of each sale; every third one fails after it took its number, and is issued again."""
    prepare(settings)
    with acting_as(System("essai de concurrence")):
        for rank, (order_id, payment_id) in enumerate(sales):
            for fails in (True, False) if rank % 3 == 2 else (False,):
                issue(session.get_one(Order, order_id), session.get_one(Payment, payment_id))
                if fails:
                    at_end(Phase.NUMBERS, lambda within: 1 / 0)
                try:
                    commit()
                except ZeroDivisionError:
                    session.rollback()


def die_after_rendering(settings: Settings, lease: timedelta) -> None:
    """Carry out the document of an invoice and be killed (-9) once it is written and not committed."""
    prepare(settings)
    with acting_as(System("essai de mise à mort")):
        (row_id,) = claim(1, lease)

    @event.listens_for(RelaisSession, "after_flush")
    def die(within: RelaisSession, context: object) -> None:
        if any(isinstance(record, InvoiceDocument) for record in within.new):
            os.kill(os.getpid(), signal.SIGKILL)

    deliver(row_id, lease)
