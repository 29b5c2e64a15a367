"""A company that may invoice, a professional who bought, and what they sold each other."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from werkzeug.security import generate_password_hash

from addons.base.models import Operator
from addons.invoicing.models import Invoice
from addons.invoicing.services import issue
from addons.invoicing.tests.scene import SELLER, shop, shop_of
from app.access.accounts import Role, User
from app.access.identity import Account, System, acting_as
from app.database import commit, session
from app.models.clock import frozen
from tests.support.database import Site
from tests.support.people import PASSWORD, QUICK_HASH

NOW = datetime(2026, 11, 21, 11, 0, tzinfo=UTC)


@pytest.fixture
def clock():
    """Noon in Paris, 21 November 2026; the test may move it."""
    with frozen(NOW) as clock:
        yield clock


@pytest.fixture
def operator(system, stored) -> Operator:
    """An operator with every mention, confirmed by nobody."""
    return stored(Operator, code="essai", values=SELLER)


@pytest.fixture
def sell(app, db, clock, operator, plumbing, nimes) -> Iterator[Callable]:
    """``sell("49.99", "35.15")``: a paid order of these prices and its payment. Inside the application."""
    with app.app_context():
        yield shop_of(operator, plumbing, nimes)


@pytest.fixture
def invoice(sell) -> Callable[..., Invoice]:
    """``invoice("49.99")``: the committed invoice of a sale."""

    def make(*prices: str) -> Invoice:
        made = issue(*sell(*(prices or ("49.99",))))
        commit()
        return made

    return make


@pytest.fixture
def in_database(db) -> Callable[[Account], Account]:
    """The same person with roles and password written down, as signing in reads them. Commits."""

    def write(person: Account) -> Account:
        user = session.get_one(User, person.id)
        user.roles = list(session.scalars(select(Role).where(Role.name.in_(person.roles))))
        user.password = generate_password_hash(PASSWORD, QUICK_HASH)
        commit()
        return person

    return write


@dataclass
class Committed:
    """An installation of its own, written under the login of the staff; nothing there is undone."""

    site: Site

    def __call__(self, orders: int, *, issued: bool = True) -> list[tuple[int, int]]:
        """Make that many paid orders, invoiced unless told otherwise; ids of each order and of its payment."""
        with self.acting():
            make = shop()
            sales = [make("49.99") for _ in range(orders)]
            commit()
            for sale in sales if issued else ():
                issue(*sale)
                commit()
            return [(order.id, payment.id) for order, payment in sales]

    @contextmanager
    def acting(self) -> Iterator[None]:
        """Act as the system on this installation."""
        session.remove()
        session.configure(bind=self.site.engines["staff"])
        try:
            with acting_as(System("test")):
                yield
        finally:
            session.remove()
            session.configure(bind=None)


@pytest.fixture
def committed(site, app) -> Iterator[Committed]:
    """``committed(3)``: three invoices committed on an installation under the real logins."""
    with app.app_context():
        yield Committed(site)
